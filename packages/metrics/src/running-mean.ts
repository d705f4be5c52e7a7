/** A weighted mean over a stream, kept in float64; its JSON restores it exactly. @public */
export interface RunningMean {
  /** Σ weight · value / Σ weight; NaN before the first value. */
  readonly mean: number
  readonly weight: number
  /** Counts a value, once by default: the mean over samples of batch means weighs each by its number of samples. */
  add(value: number, weight?: number): void
  toJSON(): RunningMeanState
}

/** What a running mean is restored from. @public */
export interface RunningMeanState {
  readonly total: number
  readonly weight: number
}

/** An empty running mean, or one that goes on from its JSON. @public */
export function runningMean(state: RunningMeanState = { total: 0, weight: 0 }): RunningMean {
  let { total, weight } = state
  return {
    get mean() {
      return total / weight
    },
    get weight() {
      return weight
    },
    add(value, by = 1) {
      total += value * by
      weight += by
    },
    toJSON: () => ({ total, weight }),
  }
}
