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

/** One side of a comparison: a program that does the same step again and again. */
export interface Side {
  readonly name: string
  /** Version, threads and the like, for people. */
  readonly description: string
  check(): Promise<Checked>
  /** One step: forward pass, loss and backward pass of all layers. */
  step(): Promise<StepTime>
  close(): Promise<void>
}
