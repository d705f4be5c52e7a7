/** What one side of a comparison computed on the work. */
export interface Checked {
  readonly loss: number
  /** One per layer, [in, out]. */
  readonly gradients: readonly Float32Array[]
}

/** One side of a comparison: a program that does the same step again and again. */
export interface Side {
  readonly name: string
  /** Version, threads and the like, for people. */
  readonly description: string
  check(): Promise<Checked>
  /** One step, forward pass, loss and backward pass of all layers: ms. */
  step(): Promise<number>
  close(): Promise<void>
}
