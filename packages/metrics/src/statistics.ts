import { ArgumentError, ShapeError } from '@snn/core'

/** The middle and the spread of repeated measurements. @public */
export interface Summary {
  readonly count: number
  readonly min: number
  readonly lowerQuartile: number
  readonly median: number
  readonly upperQuartile: number
  readonly max: number
  readonly mean: number
  /** upperQuartile - lowerQuartile. */
  readonly interquartileRange: number
}

/**
 * The value below which the share `q` of the values lies, linear between neighbors (type 7 of Hyndman & Fan 1996).
 * @throws ArgumentError without values, with a NaN among them, or when `q` is outside 0–1.
 * @public
 */
export function quantile(values: ArrayLike<number>, q: number): number {
  if (!(q >= 0 && q <= 1)) throw new ArgumentError({ what: `q must lie within 0–1; got ${q}`, where: 'q' })
  return quantileOfSorted(sorted(values), q)
}

/** The middle value, or the mean of the two middle ones. @throws ArgumentError like {@link quantile}. @public */
export const median = (values: ArrayLike<number>): number => quantile(values, 0.5)

/** Median, quartiles, extremes and mean. @throws ArgumentError like {@link quantile}. @public */
export function summarize(values: ArrayLike<number>): Summary {
  const ascending = sorted(values)
  const lowerQuartile = quantileOfSorted(ascending, 0.25)
  const upperQuartile = quantileOfSorted(ascending, 0.75)
  return {
    count: ascending.length,
    min: ascending[0]!,
    lowerQuartile,
    median: quantileOfSorted(ascending, 0.5),
    upperQuartile,
    max: ascending.at(-1)!,
    mean: ascending.reduce((a, b) => a + b, 0) / ascending.length,
    interquartileRange: upperQuartile - lowerQuartile,
  }
}

/**
 * Ratios of two sides measured in turn, pair by pair: what the clock did in a pair, it did to both.
 * @param a measurements of one side, in the order in which they were taken.
 * @param b measurements of the other side, above 0.
 * @returns a[k] / b[k], and their summary.
 * @throws ShapeError when the two differ in length; ArgumentError without pairs or when some b is not above 0.
 * @public
 */
export function pairedRatios(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): { readonly ratios: readonly number[]; readonly summary: Summary } {
  if (a.length !== b.length)
    throw new ShapeError({ what: `${a.length} measurements of one side came with ${b.length} of the other` })
  const ratios = Array.from({ length: a.length }, (_, k) => {
    if (!(b[k]! > 0))
      throw new ArgumentError({ what: `pair ${k} must be divided by a number above 0; got ${b[k]}`, where: `b[${k}]` })
    return a[k]! / b[k]!
  })
  return { ratios, summary: summarize(ratios) }
}

function sorted(values: ArrayLike<number>): Float64Array {
  if (values.length === 0) throw new ArgumentError({ what: 'expected at least one value; got none' })
  const ascending = Float64Array.from(values).sort()
  if (Number.isNaN(ascending.at(-1))) throw new ArgumentError({ what: 'expected numbers; got NaN among them' })
  return ascending
}

function quantileOfSorted(ascending: Float64Array, q: number): number {
  const place = q * (ascending.length - 1)
  const below = Math.floor(place)
  const low = ascending[below]!
  if (place === below) return low
  const high = ascending[below + 1]!
  return low === high ? low : low + (place - below) * (high - low)
}
