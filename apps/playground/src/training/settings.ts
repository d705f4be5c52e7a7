/** What a run is trained with; it stays the same while the run goes on. */
export interface Settings {
  readonly epochs: number
  /** Samples a batch. */
  readonly batch: number
  /** The learning rate at the beginning; it falls by half a cosine to a hundredth. */
  readonly rate: number
  readonly seed: number
}
