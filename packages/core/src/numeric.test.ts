import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSnnError } from './errors.js'
import { cos, exp, expm1, log, log1p, powInt, tanh } from './numeric.js'

const numRuns = Number(process.env['SNN_RUNS'] ?? 50) * 20

/** Distance of two doubles in units in the last place of the larger. */
function ulps(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0
  const size = Math.max(Math.abs(a), Math.abs(b))
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, size)
  view.setBigUint64(0, view.getBigUint64(0) + 1n)
  return Math.abs(a - b) / (view.getFloat64(0) - size)
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })

/** base^exponent for exponent ≥ 0, exactly, then rounded: doubles are whole numbers times powers of two. */
function exactPower(base: number, exponent: number): number {
  let shift = 0
  while (!Number.isInteger(base)) {
    base *= 2
    shift++
  }
  const numerator = BigInt(base) ** BigInt(exponent)
  const digits = numerator.toString(2).length
  const kept = 64n - BigInt(digits)
  const top = kept >= 0n ? numerator << kept : numerator >> -kept
  let value = Number(top)
  for (let k = -Number(kept) - shift * exponent; k !== 0; k -= Math.sign(k)) value *= k > 0 ? 2 : 0.5
  return value
}

describe('deterministic functions agree with Math within 2 units in the last place', () => {
  it('exp', () => {
    fc.assert(
      fc.property(between(-708, 709.78), (x) => ulps(exp(x), Math.exp(x)) <= 2),
      { numRuns },
    )
    fc.assert(
      fc.property(between(-1, 1), (x) => ulps(exp(x), Math.exp(x)) <= 2),
      { numRuns },
    )
  })

  it('expm1, which keeps small arguments', () => {
    fc.assert(
      fc.property(between(-50, 0.35), (x) => ulps(expm1(x), Math.expm1(x)) <= 3),
      { numRuns },
    )
    expect(expm1(1e-300)).toBe(1e-300)
  })

  it('log', () => {
    fc.assert(
      fc.property(between(Number.MIN_VALUE, Number.MAX_VALUE), (x) => ulps(log(x), Math.log(x)) <= 2),
      { numRuns },
    )
    fc.assert(
      fc.property(between(0.4, 2.5), (x) => ulps(log(x), Math.log(x)) <= 2),
      { numRuns },
    )
  })

  it('log1p', () => {
    fc.assert(
      fc.property(between(-0.9, 10), (x) => ulps(log1p(x), Math.log1p(x)) <= 3),
      { numRuns },
    )
    fc.assert(
      fc.property(between(-1e-9, 1e-9), (x) => ulps(log1p(x), Math.log1p(x)) <= 3),
      { numRuns },
    )
  })

  it('tanh', () => {
    fc.assert(
      fc.property(between(-25, 25), (x) => ulps(tanh(x), Math.tanh(x)) <= 5),
      { numRuns },
    )
    fc.assert(
      fc.property(between(-1e-3, 1e-3), (x) => ulps(tanh(x), Math.tanh(x)) <= 5),
      { numRuns },
    )
  })

  it('cos', () => {
    fc.assert(
      fc.property(between(-Math.PI, Math.PI), (x) => ulps(cos(x), Math.cos(x)) <= 2),
      { numRuns },
    )
    fc.assert(
      fc.property(between(1.57, 1.5716), (x) => ulps(cos(x), Math.cos(x)) <= 2),
      { numRuns },
    )
  })

  it('powInt, against exact whole-number arithmetic', () => {
    const bases = fc.oneof(between(0.5, 2), fc.constantFrom(0.9, 0.999, 0.99999, -1.5, 3))
    fc.assert(
      fc.property(bases, fc.nat(600), (base, n) => ulps(powInt(base, n), exactPower(base, n)) < 2),
      { numRuns },
    )
    fc.assert(
      fc.property(bases, fc.nat(600), (base, n) => ulps(powInt(base, -n), 1 / exactPower(base, n)) < 2),
      { numRuns },
    )
  })
})

describe('deterministic functions at the ends', () => {
  it('exp', () => {
    expect([
      exp(0),
      exp(-0),
      exp(710),
      exp(Number.POSITIVE_INFINITY),
      exp(-746),
      exp(Number.NEGATIVE_INFINITY),
    ]).toEqual([1, 1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0])
    expect(exp(Number.NaN)).toBeNaN()
    expect(exp(-745)).toBe(5e-324)
  })

  it('log', () => {
    expect([log(1), log(0), log(Number.POSITIVE_INFINITY)]).toEqual([
      0,
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ])
    expect(log(-1)).toBeNaN()
    expect(log(Number.NaN)).toBeNaN()
  })

  it('tanh', () => {
    expect([tanh(0), tanh(1e4), tanh(-1e4), tanh(1e-20)]).toEqual([0, 1, -1, 1e-20])
    expect(tanh(Number.NaN)).toBeNaN()
  })

  it('cos', () => {
    expect([cos(0), cos(Math.PI), cos(-Math.PI), cos(Math.PI / 2)]).toEqual([1, -1, -1, 6.123233995736766e-17])
  })

  it('powInt', () => {
    expect([powInt(0, 0), powInt(5, 0), powInt(2, 1023), powInt(2, -1022), powInt(-2, 3)]).toEqual([
      1,
      1,
      2 ** 1023,
      2 ** -1022,
      -8,
    ])
    expect([powInt(10, 400), powInt(10, -400), powInt(0, 3), powInt(0, -1)]).toEqual([
      Number.POSITIVE_INFINITY,
      0,
      0,
      Number.POSITIVE_INFINITY,
    ])
  })

  it('refuse what they cannot do', () => {
    for (const body of [() => cos(4), () => cos(Number.NaN), () => powInt(2, 0.5)]) {
      let error: unknown
      try {
        body()
      } catch (caught) {
        error = caught
      }
      expect(isSnnError(error, 'ARGUMENT')).toBe(true)
    }
  })
})

describe('deterministic functions never change', () => {
  it('the bits of some values are these', () => {
    const bits = (x: number): string => {
      const view = new DataView(new ArrayBuffer(8))
      view.setFloat64(0, x)
      return view.getBigUint64(0).toString(16)
    }
    expect([exp(-0.1), exp(1), log(2), log(10), cos(1), cos(2), powInt(0.999, 1000), tanh(0.5)].map(bits))
      .toMatchInlineSnapshot(`
      [
        "3fecf46d99d52b3a",
        "4005bf0a8b14576a",
        "3fe62e42fefa39ef",
        "40026bb1bbb55516",
        "3fe14a280fb5068b",
        "bfdaa22657537205",
        "3fd788526411ed72",
        "3fdd9353d7568af3",
      ]
    `)
  })
})
