import { ArgumentError } from './errors.js'

/*
 * Float64 functions with the same bits on every engine, where Math.* may differ in the last ones: each uses + − × ÷ and
 * exact operations (floor, the bits of a double) only. All but `tanh` err by less than 2 units in the last place.
 */

const bits = new DataView(new ArrayBuffer(8))

/** ln 2 in two parts: k · LN2_HIGH is exact for every exponent k of a double. */
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10

/** What Math.PI lacks of π. */
const PI_LOW = 1.2246467991473532e-16

/** 2^k for -1022 ≤ k ≤ 1023. */
function powerOfTwo(k: number): number {
  bits.setUint32(0, (k + 1023) << 20)
  bits.setUint32(4, 0)
  return bits.getFloat64(0)
}

/** x · 2^k, rounded once unless the result is subnormal. */
function scale(x: number, k: number): number {
  const half = Math.floor(k / 2)
  return x * powerOfTwo(half) * powerOfTwo(k - half)
}

/** e^r - 1 - r for |r| ≤ 0.36, by its Taylor series. */
function exponentialTail(r: number): number {
  let sum = 0
  for (let n = 14; n >= 3; n--) sum = ((sum + 1) * r) / n
  return ((sum + 1) * r * r) / 2
}

/** e^x. Infinity above 709.79, 0 below -745.14. @public */
export function exp(x: number): number {
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY
  if (x < -745.1332191019412) return 0
  if (x !== x) return x
  const k = Math.floor(x * Math.LOG2E + 0.5)
  const high = x - k * LN2_HIGH
  const low = k * LN2_LOW
  const r = high - low
  const lost = high - r - low
  return scale(1 + (r + (exponentialTail(r) + lost)), k)
}

/** e^x - 1, accurate where x is near 0. @public */
export function expm1(x: number): number {
  return x > -0.35 && x < 0.35 ? x + exponentialTail(x) : exp(x) - 1
}

/** The natural logarithm. -Infinity at 0, NaN below. @public */
export function log(x: number): number {
  if (x !== x || x < 0) return Number.NaN
  if (x === 0) return Number.NEGATIVE_INFINITY
  if (x === Number.POSITIVE_INFINITY) return x
  const subnormal = x < 2.2250738585072014e-308
  bits.setFloat64(0, subnormal ? x * 18014398509481984 : x)
  const word = bits.getUint32(0)
  let exponent = (word >>> 20) - 1023 - (subnormal ? 54 : 0)
  bits.setUint32(0, (word & 0xfffff) | 0x3ff00000)
  let mantissa = bits.getFloat64(0)
  if (mantissa > Math.SQRT2) {
    mantissa /= 2
    exponent += 1
  }
  // With s = f/(2 + f): log(1 + f) = 2 artanh(s) = 2s + s·series, where 2s = f - f²/2 + s·f²/2.
  const f = mantissa - 1
  const s = f / (2 + f)
  const z = s * s
  let series = 0
  for (let n = 23; n >= 3; n -= 2) series = z * (series + 2 / n)
  const half = 0.5 * f * f
  return exponent * LN2_HIGH - (half - (s * (half + series) + exponent * LN2_LOW) - f)
}

/** log(1 + x), accurate where x is near 0. @public */
export function log1p(x: number): number {
  const u = 1 + x
  if (u === 1 || u === Number.POSITIVE_INFINITY) return x
  return log(u) + (x - (u - 1)) / u
}

/** The hyperbolic tangent, within 4 units in the last place. @public */
export function tanh(x: number): number {
  if (x === 0) return x
  const e = expm1(-2 * Math.abs(x))
  const y = -e / (2 + e)
  return x < 0 ? -y : y
}

/**
 * The cosine of an angle in radians.
 * @param x from -π to π.
 * @throws ArgumentError outside of that.
 * @public
 */
export function cos(x: number): number {
  const angle = Math.abs(x)
  if (!(angle <= Math.PI))
    throw new ArgumentError({
      what: `cos expects an angle from -π to π; got ${x}`,
      fix: 'Subtract a multiple of 2π.',
    })
  if (angle < 0.8) return cosineNearZero(angle)
  if (angle > 2.4) return -cosineNearZero(Math.PI - angle + PI_LOW)
  const difference = Math.PI / 2 - angle
  const rest = difference + PI_LOW / 2
  return sineNearZero(rest, PI_LOW / 2 - (rest - difference))
}

function cosineNearZero(x: number): number {
  const z = x * x
  let series = 0
  for (let n = 18; n >= 4; n -= 2) series = (z * (1 - series)) / (n * (n - 1))
  const half = 0.5 * z
  const top = 1 - half
  return top + (1 - top - half + half * series)
}

/** sin(x + low), where low is what x lost in rounding. */
function sineNearZero(x: number, low: number): number {
  const z = x * x
  let series = 0
  for (let n = 19; n >= 3; n -= 2) series = (z * (1 - series)) / (n * (n - 1))
  return x + (low - x * series)
}

/**
 * base^exponent for whole exponents, by squaring in doubled precision.
 * @param exponent a whole number, also negative; base^0 is 1. A result below 1e-270 may lose digits.
 * @throws ArgumentError when the exponent is not whole.
 * @public
 */
export function powInt(base: number, exponent: number): number {
  if (!Number.isSafeInteger(exponent))
    throw new ArgumentError({ what: `powInt expects a whole exponent; got ${exponent}` })
  let high = 1
  let low = 0
  let squareHigh = base
  let squareLow = 0
  for (let rest = Math.abs(exponent); rest > 0;) {
    if (rest % 2 === 1) [high, low] = doubledProduct(high, low, squareHigh, squareLow)
    rest = Math.floor(rest / 2)
    if (rest > 0) [squareHigh, squareLow] = doubledProduct(squareHigh, squareLow, squareHigh, squareLow)
  }
  if (exponent >= 0) return high + low
  if (low === 0) return 1 / high
  const inverse = 1 / high
  const [product, rest] = doubledProduct(inverse, 0, high, low)
  return inverse + inverse * (1 - product - rest)
}

/** (a + aLow)·(b + bLow) as a sum of two doubles (Dekker 1971); where parts would overflow or vanish, the plain product. */
function doubledProduct(a: number, aLow: number, b: number, bLow: number): [number, number] {
  const product = a * b
  const size = Math.abs(product)
  if (!(size < 1e300 && size > 1e-280 && Math.abs(a) < 1e298 && Math.abs(b) < 1e298)) return [product, 0]
  const a1 = upperHalf(a)
  const a2 = a - a1
  const b1 = upperHalf(b)
  const b2 = b - b1
  const error = a2 * b2 - (product - a1 * b1 - a2 * b1 - a1 * b2) + (a * bLow + aLow * b)
  const sum = product + error
  return [sum, error - (sum - product)]
}

/** The upper 26 bits of a double's 53. */
function upperHalf(x: number): number {
  const shifted = 134217729 * x
  return shifted - (shifted - x)
}
