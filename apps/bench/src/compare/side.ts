import type { LayerCounts } from '@snn/core'

/** What one side of a comparison computed on the work. */
export interface Checked {
  readonly loss: number
  /** One per layer, [in, out]. */
  readonly gradients: readonly Float32Array[]
}

/** How long a step took. */
export interface StepTime {
  readonly ms: number
  /** Processor time of the side's process over all threads; it hardly grows when other programs are at work. */
  readonly cpuMs: number
}

/** What a backend of ours says of a step. */
export interface Account {
  /** The most that was live in steps so far, weights and events included. */
  readonly peakBytes: number
  /** Of the last step. */
  readonly layers: readonly LayerCounts[]
}

/** One side of a comparison: a program that does the same step again and again. */
export interface Side {
  readonly name: string
  /** Version, threads and the like, for people. */
  readonly description: string
  check(): Promise<Checked>
  /**
   * Steps one right after the other as in training, as many as begin within so many ms, and at least one: forward pass, loss and
   * backward pass of all layers. The first one of a turn wakes threads and fills caches.
   */
  turn(ms: number): Promise<readonly StepTime[]>
  /** What the steps so far have counted; absent where the side does not tell. */
  account?(): Account
  close(): Promise<void>
}
