import { ShapeError, StepError } from '../errors.js'
import { sameShape } from '../host-array.js'
import { dense } from '../step/list.js'
import type { Tensor } from '../tensor.js'
import { asTensor, commonRuntime } from '../value.js'
import { packed } from './layout.js'

/**
 * Gives a tensor that outlives the step a new value when, and only if, the step happens.
 * @throws StepError outside a step, and for a target made inside it; ShapeError when the shapes differ.
 * @public
 */
export function assign<D extends 'float32' | 'int32'>(target: Tensor<D>, value: Tensor<D>): void {
  const to = asTensor(target, 'assign')
  const from = asTensor(value, 'assign')
  const runtime = commonRuntime([to, from], 'assign')
  const recorder = runtime.recorder
  if (!recorder || to.scope !== undefined)
    throw new StepError({
      what: 'assign takes a tensor that outlives the step, and is called inside one',
      fix: 'Make the target outside: backend.tensor(…) or zeros(backend, shape).',
    })
  if (!sameShape(to.shape, from.shape) || to.dtype !== from.dtype)
    throw new ShapeError({
      what: `a ${to.dtype} tensor [${to.shape.join(', ')}] cannot take the value of a ${from.dtype} tensor [${from.shape.join(', ')}]`,
    })
  const source = packed(from)
  recorder.commit({
    reads: [source.buffer],
    writes: [to.buffer],
    encode: dense('copy', () => ({
      shape: [to.size],
      input: source.region,
      inputStrides: [1],
      output: to.region,
      outputStrides: [1],
    })),
  })
}
