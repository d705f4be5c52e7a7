/** The largest differences that the conformance suite allows, by what is compared. */
export const tolerance: {
  /** A spike may differ where V lies within this times max(1, Σ|w| of the step's events) of V_th or V_th ± B_th. */
  readonly spikeMargin: number
  /** Gradients of a backward pass that is given the reference's V on the active set, relative. */
  readonly gradientGivenPotentials: number
  /** Gradients of a backward pass on the backend's own V, relative: g is steep, and float32 rounding of V moves it. */
  readonly gradientOwnPotentials: number
  /** Gradients of the spiking layers of a whole network, relative. */
  readonly gradientEndToEnd: number
  /** Gradients of a readout's parameters, relative. */
  readonly readoutGradient: number
  /** Losses, logits and dense kernels in float32, relative. */
  readonly value: number
  /** The cosine between gradients of large runs, at least. */
  readonly cosine: number
} = {
  spikeMargin: 1e-5,
  gradientGivenPotentials: 1e-5,
  gradientOwnPotentials: 1e-4,
  gradientEndToEnd: 5e-4,
  readoutGradient: 1e-5,
  value: 1e-5,
  cosine: 0.999,
}

/** How far `actual` is from `expected`. */
export interface Comparison {
  /** ‖actual - expected‖ / ‖expected‖; where expected is all zeros, ‖actual‖. */
  readonly relative: number
  /** The cosine of the angle between the two; 1 where both are all zeros. */
  readonly cosine: number
  readonly worst: WorstEntry
}

/** The entry with the largest difference. */
export interface WorstEntry {
  /** Place in C order, -1 of empty arrays. */
  readonly place: number
  /** The index along each axis, where a shape was given. */
  readonly index: readonly number[]
  readonly actual: number
  readonly expected: number
}

/** Compares two lists of numbers of one length; with a shape, the worst entry is named by its index. */
export function compare(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  shape: readonly number[] = [expected.length],
): Comparison {
  return {
    relative: relativeError(actual, expected),
    cosine: cosine(actual, expected),
    worst: worstEntry(actual, expected, shape),
  }
}

/** ‖actual - expected‖ / ‖expected‖ with Euclidean norms; where expected is all zeros, ‖actual‖. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expectSameLength(actual, expected)
  let [difference, norm] = [0, 0]
  for (let n = 0; n < expected.length; n++) {
    difference += (actual[n]! - expected[n]!) ** 2
    norm += expected[n]! ** 2
  }
  return Math.sqrt(norm === 0 ? difference : difference / norm)
}

/** The cosine of the angle between two lists; 1 where both are all zeros, 0 where one is. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expectSameLength(a, b)
  let [product, squaresOfA, squaresOfB] = [0, 0, 0]
  for (let n = 0; n < a.length; n++) {
    product += a[n]! * b[n]!
    squaresOfA += a[n]! ** 2
    squaresOfB += b[n]! ** 2
  }
  if (squaresOfA === 0 || squaresOfB === 0) return squaresOfA === squaresOfB ? 1 : 0
  return product / Math.sqrt(squaresOfA) / Math.sqrt(squaresOfB)
}

/** The entry with the largest absolute difference; NaN counts as the largest. */
export function worstEntry(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  shape: readonly number[] = [expected.length],
): WorstEntry {
  expectSameLength(actual, expected)
  let place = -1
  let largest = -1
  for (let n = 0; n < expected.length; n++) {
    const difference = Math.abs(actual[n]! - expected[n]!)
    const size = Number.isNaN(difference) ? Infinity : difference
    if (size > largest) [place, largest] = [n, size]
  }
  const index: number[] = []
  let rest = place
  for (const size of shape.toReversed()) {
    index.unshift(rest % size)
    rest = Math.floor(rest / size)
  }
  return place < 0
    ? { place, index: [], actual: 0, expected: 0 }
    : { place, index, actual: actual[place]!, expected: expected[place]! }
}

/** One line for a person: the relative error and the worst entry. */
export function describeComparison({ relative, worst }: Comparison): string {
  const where = worst.place < 0 ? 'nothing to compare' : `worst at [${worst.index.join(', ')}]`
  return `relative error ${relative.toExponential(2)}, ${where}: ${worst.actual} for ${worst.expected}`
}

function expectSameLength(a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length !== b.length) throw new RangeError(`lists of ${a.length} and ${b.length} numbers cannot be compared`)
}
