import { call, get, set, tee } from './instructions/control.js'
import * as f32 from './instructions/f32.js'
import * as i32x4 from './instructions/i32x4.js'
import * as v128 from './instructions/v128.js'
import type { Code, FunctionCode, ValueType } from './module.js'

/** Functions that are called, not written out, in the order in which each may call those before it. */
export const FUNCTION_NAMES = ['exp', 'log', 'tanh', 'sigmoid', 'softplus'] as const

export type FunctionName = (typeof FUNCTION_NAMES)[number]

/** What the function calls. */
export const CALLS: Readonly<Record<FunctionName, readonly FunctionName[]>> = {
  exp: [],
  log: [],
  tanh: ['exp'],
  sigmoid: ['exp'],
  softplus: ['exp', 'log'],
}

/**
 * Four values of a function at once, by additions, multiplications and bit patterns alone, so that every engine gives the
 * same bits. `places` tells where the functions that it calls stand.
 */
export function functionCode(name: FunctionName, places: ReadonlyMap<FunctionName, number>): FunctionCode {
  const exp = (x: Code): Code => call(places.get('exp')!, x)
  const log = (x: Code): Code => call(places.get('log')!, x)
  switch (name) {
    case 'exp':
      return vectorFunction(5, expBody)
    case 'log':
      return vectorFunction(5, logBody)
    case 'tanh':
      return vectorFunction(1, (locals) => tanhBody(locals, exp))
    case 'sigmoid':
      return vectorFunction(1, (locals) => sigmoidBody(locals, exp))
    case 'softplus':
      return vectorFunction(2, (locals) => softplusBody(locals, exp, log))
  }
}

const V128: ValueType = 'v128'

function vectorFunction(locals: number, body: (locals: readonly number[]) => Code): FunctionCode {
  return {
    parameters: [V128],
    results: [V128],
    locals: Array.from({ length: locals }, () => V128),
    body: body(Array.from({ length: locals }, (_, k) => k + 1)),
  }
}

const x = get(0)
const LOG2_E = 1.442_695_040_888_963_4
/** ln 2 in two parts: a product of the first and a whole number below 2^14 is exact. */
const LN2_HIGH = 0.693_359_375
const LN2_LOW = -2.121_944_400_546_905_8e-4

function polynomial(variable: Code, coefficients: readonly number[]): Code {
  return coefficients
    .slice(1)
    .reduce<Code>((sum, c) => f32.add(f32.mul(sum, variable), f32.splat(c)), f32.splat(coefficients[0]!))
}

/**
 * e^x = 2^n e^r with |r| ≤ ln(2)/2. Beyond 88.72 it is infinity, below -103.97 it is 0; between that and -87.34 it is
 * denormal. 2^n is multiplied in two halves, since n may lie outside the exponents of float32. What is far below is set to
 * zero before and after, since products that end in denormal numbers are slow.
 */
function expBody(locals: readonly number[]): Code {
  const [n, r, k, half, below] = locals as [number, number, number, number, number]
  const power = (exponent: Code): Code => i32x4.shiftLeft(i32x4.add(exponent, i32x4.splat(127)), [0x41, 23])
  const p = polynomial(
    get(r),
    [
      1.987_569_15e-4, 1.398_199_950_7e-3, 8.333_451_907_3e-3, 4.166_579_589_4e-2, 1.666_666_545_9e-1,
      5.000_000_120_1e-1,
    ],
  )
  return [
    ...set(below, f32.lt(x, f32.splat(-104))),
    ...set(0, v128.andNot(f32.min(x, f32.splat(89)), get(below))),
    ...set(n, f32.nearest(f32.mul(x, f32.splat(LOG2_E)))),
    ...set(r, f32.sub(f32.sub(x, f32.mul(get(n), f32.splat(LN2_HIGH))), f32.mul(get(n), f32.splat(LN2_LOW)))),
    ...set(k, i32x4.fromF32(get(n))),
    ...set(half, i32x4.shiftRight(get(k), [0x41, 1])),
    ...v128.andNot(
      f32.mul(
        f32.mul(f32.add(f32.add(f32.mul(p, f32.mul(get(r), get(r))), get(r)), f32.splat(1)), power(get(half))),
        power(i32x4.sub(get(k), get(half))),
      ),
      get(below),
    ),
  ]
}

const SQRT_HALF_BITS = 0x3f35_04f3

/**
 * log x = e ln 2 + log m with √½ ≤ m < √2. log 0 is -infinity, that of a negative number is NaN; denormal numbers are
 * scaled by 2^23 first.
 */
function logBody(locals: readonly number[]): Code {
  const [bits, e, f, z, scaled] = locals as [number, number, number, number, number]
  const smallest = 2 ** -126
  const p = polynomial(
    get(f),
    [
      7.037_683_629_2e-2, -1.151_461_031e-1, 1.167_699_874e-1, -1.242_014_084_6e-1, 1.424_932_278_7e-1,
      -1.666_805_766_5e-1, 2.000_071_476_5e-1, -2.499_999_399_3e-1, 3.333_333_117_4e-1,
    ],
  )
  const small = f32.lt(x, f32.splat(smallest))
  const finite: Code = [
    ...set(scaled, v128.choose(small, f32.mul(x, f32.splat(2 ** 23)), x)),
    ...set(bits, i32x4.sub(get(scaled), i32x4.splat(SQRT_HALF_BITS))),
    ...set(e, f32.sub(f32.fromI32(i32x4.shiftRight(get(bits), [0x41, 23])), v128.and(small, f32.splat(23)))),
    ...set(
      f,
      f32.sub(i32x4.add(v128.and(get(bits), i32x4.splat(0x007f_ffff)), i32x4.splat(SQRT_HALF_BITS)), f32.splat(1)),
    ),
    ...set(z, f32.mul(get(f), get(f))),
    ...set(
      z,
      f32.sub(
        f32.add(f32.mul(f32.mul(p, get(f)), get(z)), f32.mul(get(e), f32.splat(LN2_LOW))),
        f32.mul(get(z), f32.splat(0.5)),
      ),
    ),
    ...set(z, f32.add(f32.add(get(f), get(z)), f32.mul(get(e), f32.splat(LN2_HIGH)))),
  ]
  const positive = v128.choose(f32.lt(x, f32.splat(Infinity)), get(z), x)
  const negative = v128.choose(f32.eq(x, f32.splat(0)), f32.splat(-Infinity), f32.splat(NaN))
  return [...finite, ...v128.choose(f32.gt(x, f32.splat(0)), positive, negative)]
}

const SIGN_BIT = i32x4.splat(-0x8000_0000)

/** tanh x = x + x³ P(x²) for |x| < 0.625, else 1 - 2/(e^2|x| + 1) with the sign of x; 1 from |x| = 10 on. */
function tanhBody(locals: readonly number[], exp: (x: Code) => Code): Code {
  const [z] = locals as [number]
  const square = f32.mul(x, x)
  const p = polynomial(
    get(z),
    [-5.704_988_727_45e-3, 2.063_908_879_54e-2, -5.373_971_555_31e-2, 1.333_144_220_36e-1, -3.333_328_194_22e-1],
  )
  const size = f32.min(f32.abs(x), f32.splat(10))
  const large = f32.sub(f32.splat(1), f32.div(f32.splat(2), f32.add(exp(f32.mul(size, f32.splat(2))), f32.splat(1))))
  return [
    ...set(z, square),
    ...v128.choose(
      f32.lt(f32.abs(x), f32.splat(0.625)),
      f32.add(f32.mul(f32.mul(p, get(z)), x), x),
      v128.or(large, v128.and(x, SIGN_BIT)),
    ),
  ]
}

/** With e = e^-|x|: e/(1 + e) for x < 0, else 1/(1 + e). */
function sigmoidBody(locals: readonly number[], exp: (x: Code) => Code): Code {
  const [e] = locals as [number]
  return [
    ...set(e, exp(f32.neg(f32.abs(x)))),
    ...f32.div(v128.choose(f32.lt(x, f32.splat(0)), get(e), f32.splat(1)), f32.add(f32.splat(1), get(e))),
  ]
}

/** max(x, 0) + log(1 + e), e = e^-|x|; what 1 + e loses by rounding is made good by the factor e/((1 + e) - 1). */
function softplusBody(locals: readonly number[], exp: (x: Code) => Code, log: (x: Code) => Code): Code {
  const [e, u] = locals as [number, number]
  const rounded = f32.sub(get(u), f32.splat(1))
  const logOf1PlusE = v128.choose(f32.eq(get(u), f32.splat(1)), get(e), f32.div(f32.mul(log(get(u)), get(e)), rounded))
  return [
    ...set(u, f32.add(tee(e, exp(f32.neg(f32.abs(x)))), f32.splat(1))),
    ...f32.add(f32.max(x, f32.splat(0)), logOf1PlusE),
  ]
}
