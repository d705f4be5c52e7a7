/** y ≈ factor · x^exponent, fitted where x is large: there, what does not grow counts for little. */
export interface Fit {
  readonly exponent: number
  readonly factor: number
  /** The x of the first point that was fitted, and how many were. */
  readonly from: number
  readonly points: number
}

/** Points from this part of the largest x on are fitted. */
const LARGE_END = 1 / 8

/**
 * Least squares of log y over log x, over the points whose x is at least an eighth of the largest.
 * @returns null for fewer than two such points.
 */
export function fitExponent(points: readonly { readonly x: number; readonly y: number }[]): Fit | null {
  const largest = Math.max(...points.map(({ x }) => x))
  const fitted = points.filter(({ x }) => x >= LARGE_END * largest)
  if (fitted.length < 2) return null
  const [u, v] = [fitted.map(({ x }) => Math.log(x)), fitted.map(({ y }) => Math.log(y))]
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
  const [meanU, meanV] = [mean(u), mean(v)]
  const slopes = u.map((value, k) => (value - meanU) * (v[k]! - meanV))
  const squares = u.map((value) => (value - meanU) ** 2)
  const exponent = mean(slopes) / mean(squares)
  const from = Math.min(...fitted.map(({ x }) => x))
  return { exponent, factor: Math.exp(meanV - exponent * meanU), from, points: fitted.length }
}

/**
 * Where two curves over the same x cross, by straight lines in log x and log y between neighbors: the x from which on `b` is
 * below `a` to the end of both.
 * @returns null where `b` is not below `a` at the last point.
 */
export function crossing(xs: readonly number[], a: readonly number[], b: readonly number[]): number | null {
  const above = xs.map((_, k) => Math.log(b[k]! / a[k]!))
  let first = above.length
  while (first > 0 && above[first - 1]! < 0) first--
  if (first === above.length) return null
  if (first === 0) return xs[0]!
  const [before, after] = [above[first - 1]!, above[first]!]
  const part = before / (before - after)
  return xs[first - 1]! * (xs[first]! / xs[first - 1]!) ** part
}
