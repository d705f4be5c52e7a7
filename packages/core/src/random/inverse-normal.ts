import { log } from '../numeric.js'

/** Numerator and denominator of AS 241 for |p - 1/2| ≤ 0.425, constant terms first. */
const CENTER_TOP = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
] as const
const CENTER_BOTTOM = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852854,
] as const

/** The same for the tails down to p = e^-25. */
const TAIL_TOP = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
] as const
const TAIL_BOTTOM = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
] as const

/**
 * z with Φ(z) = 1/2 + q, the inverse of the normal distribution: rational functions of q² in the middle and of
 * √(-log p) in the tails (algorithm AS 241, Wichura 1988). Uses + − × ÷ √ only (also for the logarithm), so that every
 * engine gives the same bits; the error is below 1e-14.
 * @param q p - 1/2, where p is from e^-25 to 1 - e^-25.
 */
export function inverseNormal(q: number): number {
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (q * polynomial(CENTER_TOP, r)) / polynomial(CENTER_BOTTOM, r)
  }
  const r = Math.sqrt(-log(0.5 - Math.abs(q))) - 1.6
  const z = polynomial(TAIL_TOP, r) / polynomial(TAIL_BOTTOM, r)
  return q < 0 ? -z : z
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0
  for (let k = coefficients.length - 1; k >= 0; k--) sum = sum * x + coefficients[k]!
  return sum
}
