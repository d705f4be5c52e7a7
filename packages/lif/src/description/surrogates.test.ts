import { abs, add, evaluate, evaluator, exp, expr, log, mul, type Expression } from '@snn/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { surrogateFromJson } from './surrogate-from-json.js'
import { isSurrogate, surrogate, surrogateToJson, type Surrogate } from './surrogate.js'
import { arctan, boxcar, fastSigmoid, gaussian, logistic, triangle } from './surrogates.js'

const numRuns = Number(process.env['SNN_RUNS'] ?? 50)
const at = ({ expression }: Surrogate, u: number): number => evaluate(expression, [u])
const bad = (value: unknown): never => value as never
const s = (x: number): number => 1 / (1 + Math.exp(-x))

describe('surrogates', () => {
  const formulas: readonly [string, Surrogate, (u: number) => number][] = [
    ['fastSigmoid by default', fastSigmoid(), (u) => 1 / (100 * Math.abs(u) + 1) ** 2],
    ['fastSigmoid', fastSigmoid({ slope: 10 }), (u) => 1 / (10 * Math.abs(u) + 1) ** 2],
    ['triangle', triangle({ height: 0.3, width: 2 }), (u) => 0.3 * Math.max(0, 1 - Math.abs(u) / 2)],
    ['boxcar', boxcar({ height: 2, width: 0.5 }), (u) => (Math.abs(u) < 0.25 ? 2 : 0)],
    ['arctan', arctan({ slope: 3 }), (u) => 1.5 / (1 + (1.5 * Math.PI * u) ** 2)],
    ['gaussian', gaussian({ sigma: 0.2 }), (u) => Math.exp(-(u * u) / 0.08) / (0.2 * Math.sqrt(2 * Math.PI))],
    ['logistic', logistic({ slope: 5 }), (u) => 5 * s(5 * u) * (1 - s(5 * u))],
  ]

  it.each(formulas)('%s has its formula', (_, made, formula) => {
    fc.assert(
      fc.property(fc.double({ min: -3, max: 3, noNaN: true }), (u) => {
        expect(at(made, u)).toBeCloseTo(formula(u), 10)
      }),
      { numRuns },
    )
  })

  it.each([
    ['arctan', arctan(), 400],
    ['gaussian', gaussian(), 10],
    ['logistic', logistic(), 10],
    ['boxcar', boxcar(), 10],
    ['triangle', triangle(), 10],
  ])('%s is the derivative of a step of height 1: its area is 1', (_, made, reach) => {
    const cells = 80_000
    const g = evaluator(made.expression)
    const width = (2 * reach) / cells
    let area = 0
    for (let k = 0; k < cells; k++) area += g([-reach + (k + 0.5) * width]) * width
    expect(area).toBeCloseTo(1, 2)
  })

  it('of one formula and other numbers are kept apart, and of equal numbers are the same expression', () => {
    expect(fastSigmoid({ slope: 100 }).expression).toBe(fastSigmoid().expression)
    expect(fastSigmoid({ slope: 10 }).expression).not.toBe(fastSigmoid().expression)
  })

  it('come back from JSON as the same expression', () => {
    for (const [, made] of formulas) {
      const json: unknown = JSON.parse(JSON.stringify(surrogateToJson(made)))
      expect(surrogateFromJson(json as never, 'here')).toEqual(made)
    }
  })

  it.each([
    ['a slope of 0', () => fastSigmoid({ slope: 0 })],
    ['an unknown option', () => gaussian(bad({ width: 1 }))],
    ['a width below 0', () => boxcar({ width: -1 })],
  ])('refuse %s', (_, call) => expect(call).toThrow(expect.objectContaining({ code: 'ARGUMENT' })))
})

describe("a surrogate of one's own", () => {
  it('calls the function once, and keeps what it returns', () => {
    let calls = 0
    const cusp = surrogate('cusp', (u) => {
      calls++
      return exp(mul(-25, abs(u)))
    })
    expect(at(cusp, 0.1)).toBeCloseTo(Math.exp(-2.5), 12)
    expect(at(cusp, -0.1)).toBeCloseTo(Math.exp(-2.5), 12)
    expect(calls).toBe(1)
    expect(isSurrogate(cusp)).toBe(true)
  })

  it.each([
    ['no name', () => surrogate('', (u) => u)],
    ['no function', () => surrogate('x', bad(1))],
    ['a number', () => surrogate('x', () => bad(1))],
    ['what depends on more than u', () => surrogate('x', (u) => add(u, expr.input(1)))],
    ['what depends on a scalar', () => surrogate('x', (u) => add(u, expr.scalar(0)))],
    ['what is not finite near the threshold', () => surrogate('x', (u: Expression) => log(u))],
  ])('refuses %s', (_, call) => expect(call).toThrow(expect.objectContaining({ code: 'ARGUMENT' })))
})
