/** What is known of a published set before any of its files is read. @public */
export interface PublishedSet {
  /** As in `snn train NAME`. */
  readonly name: string
  readonly title: string
  /** What its samples are. */
  readonly kind: 'images' | 'events'
  readonly classes: readonly string[]
  /** How one sample lies, as in a source. */
  readonly shape: readonly number[]
  /** Samples of each split, as published. */
  readonly samples: Readonly<Record<string, number>>
  readonly citation: string
  readonly license: string
}
