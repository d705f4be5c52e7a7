import type { Region, Span } from './backend.js'
import { brand, contractVersion } from './brand.js'
import { StepError } from './errors.js'
import { hostArray, rowMajorStrides, sizeOf, type DataOf, type Dtype, type HostArray } from './host-array.js'
import type { Runtime } from './runtime.js'
import type { Buffer } from './step/buffer.js'
import type { Recorder } from './step/recorder.js'

/**
 * A dense array on one backend. Operations are functions (`sum(x, [1])`); a tensor itself can only be read and freed.
 * A tensor made inside a step is gone when the step ends, unless the step returns it.
 * @public
 */
export interface Tensor<D extends Dtype = 'float32'> {
  readonly [brand]: number
  readonly kind: 'tensor'
  readonly shape: readonly number[]
  readonly dtype: D
  /**
   * A copy on the host, packed in row-major order. Waits for every step given before.
   * @throws StepError inside a step, and when the tensor is gone.
   */
  read(): Promise<HostArray<DataOf<D>>>
  /** Gives the memory back. Steps under way that read it are not disturbed. Freeing twice does nothing. */
  free(): void
}

/** A tensor of shape []. @public */
export interface Scalar extends Tensor {
  readonly shape: readonly []
}

/** A tensor of either type. */
export type AnyTensor = Tensor | Tensor<'int32'>

/** What is behind every {@link Tensor}: a strided view of a buffer. */
export class DeviceTensor<D extends Dtype = Dtype> {
  readonly kind = 'tensor' as const
  readonly runtime: Runtime
  readonly dtype: D
  readonly shape: readonly number[]
  readonly strides: readonly number[]
  readonly buffer: Buffer
  /** In elements. */
  readonly offset: number
  /** The step that made it; undefined for what belongs to the caller. */
  scope: Recorder | undefined
  /** Least and largest element of integers that came from the host, to check labels at the door. */
  readonly range: readonly [number, number] | undefined

  constructor(o: {
    runtime: Runtime
    dtype: D
    shape: readonly number[]
    strides?: readonly number[]
    buffer: Buffer
    offset?: number
    scope: Recorder | undefined
    range?: readonly [number, number] | undefined
  }) {
    this.runtime = o.runtime
    this.dtype = o.dtype
    this.shape = o.shape
    this.strides = o.strides ?? rowMajorStrides(o.shape)
    this.buffer = o.buffer
    this.offset = o.offset ?? 0
    this.scope = o.scope
    this.range = o.range
  }

  get [brand](): number {
    return contractVersion
  }

  get size(): number {
    return sizeOf(this.shape)
  }

  /** Where it begins on the device, once its buffer has storage. */
  get region(): Region {
    return { storage: this.buffer.storage!, offset: this.offset }
  }

  /** All of it, where its elements lie packed. */
  get span(): Span {
    return { storage: this.buffer.storage!, offset: this.offset, length: this.size }
  }

  /** Another view of the same buffer. */
  view(shape: readonly number[], strides: readonly number[], offset = this.offset): DeviceTensor<D> {
    const { runtime, dtype, buffer, range } = this
    return new DeviceTensor({ runtime, dtype, shape, strides, buffer, offset, scope: runtime.recorder, range })
  }

  async read(): Promise<HostArray<DataOf<D>>> {
    this.assertAlive('read')
    if (this.runtime.recorder)
      throw new StepError({
        what: 'a tensor was read inside a step',
        context: 'A step is only a list of work until its closure has returned.',
        fix: 'Return the tensor from the step and read it afterwards.',
      })
    return hostArray(await this.runtime.readTensor(this), this.shape)
  }

  free(): void {
    if (this.scope === undefined) this.runtime.free(this.buffer)
  }

  /** @throws StepError when the tensor has been freed, or its step has ended. */
  assertAlive(use: string): void {
    if (this.buffer.freed)
      throw new StepError({
        what: `a tensor [${this.shape.join(', ')}] was ${use === 'read' ? 'read' : `used in ${use}`} after it had been freed`,
        fix: 'Free it later, or make it again.',
      })
    if (this.scope !== undefined && this.scope.ended)
      throw new StepError({
        what: `a tensor [${this.shape.join(', ')}] was ${use === 'read' ? 'read' : `used in ${use}`} after its step had ended`,
        fix: 'Return it from the step: what a step returns belongs to the caller.',
      })
  }
}

/** Whether the elements lie packed in row-major order. */
export function isPacked({ shape, strides }: { shape: readonly number[]; strides: readonly number[] }): boolean {
  let expected = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false
    expected *= shape[axis]!
  }
  return true
}
