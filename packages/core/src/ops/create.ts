import { constant } from '../expression/build.js'
import { sizeOf, type Dtype } from '../host-array.js'
import { asPublic, type Runtime } from '../runtime.js'
import { dense } from '../step/list.js'
import { DeviceTensor, type Tensor } from '../tensor.js'
import type { Backend } from '../types.js'

/** An uninitialized tensor for the result of an operation of the running step. */
export function newTensor<D extends Dtype>(runtime: Runtime, shape: readonly number[], dtype: D): DeviceTensor<D> {
  const buffer = runtime.buffer(4 * sizeOf(shape))
  return new DeviceTensor({ runtime, dtype, shape, buffer, scope: runtime.recorder })
}

/** A tensor of one value, made in the running step. */
export function zerosOf(runtime: Runtime, shape: readonly number[], value: number): DeviceTensor<'float32'> {
  const output = newTensor(runtime, shape, 'float32')
  runtime.recorder!.call({
    reads: [],
    writes: [output.buffer],
    encode: dense('map', () => ({
      shape: [output.size],
      outputs: [output.region],
      outputDtype: 'float32',
      expressions: [constant(value)],
      inputs: [],
      scalars: [],
    })),
  })
  return output
}

/** A float32 tensor of zeros. @public */
export function zeros(backend: Backend, shape: readonly number[]): Tensor {
  return full(backend, shape, 0)
}

/** A float32 tensor that holds one value everywhere. @throws ArgumentError when the value is not finite. @public */
export function full(backend: Backend, shape: readonly number[], value: number): Tensor {
  const runtime = backend as unknown as Runtime
  runtime.assertOpen('full')
  return asPublic(runtime.operate(() => zerosOf(runtime, shape, value)))
}
