import { describe, expect, it } from 'vitest'
import { isSnnError } from '../errors.js'
import * as expr from './build.js'
import { evaluate, evaluator } from './evaluate.js'
import type { Expression } from './expression.js'

const x = expr.input(0)
const y = expr.input(1)
const at = (e: Expression, ...inputs: number[]): number => evaluate(e, inputs)

describe('evaluate', () => {
  it('follows the definitions of the functions of one operand', () => {
    expect([-2, 0, 3].map((v) => at(expr.sign(x), v))).toEqual([-1, 0, 1])
    expect([-2, 0, 3].map((v) => at(expr.abs(x), v))).toEqual([2, 0, 3])
    expect([-1.5, -1, 1.5].map((v) => at(expr.floor(x), v))).toEqual([-2, -1, 1])
    expect(at(expr.neg(x), 2)).toBe(-2)
    expect(at(expr.sqrt(x), 9)).toBe(3)
    expect(at(expr.square(x), -3)).toBe(9)
    expect(at(expr.exp(x), 1)).toBeCloseTo(Math.E, 14)
    expect(at(expr.log(x), 10)).toBeCloseTo(Math.LN10, 14)
  })

  it('follows the definitions of the functions of two operands', () => {
    expect([expr.add(x, y), expr.sub(x, y), expr.mul(x, y), expr.div(x, y)].map((e) => at(e, 6, 4))).toEqual([
      10, 2, 24, 1.5,
    ])
    expect([expr.min(x, y), expr.max(x, y)].map((e) => at(e, 6, 4))).toEqual([4, 6])
  })

  it('is exact in the limits of tanh, sigmoid and softplus, and overflows nowhere', () => {
    for (const v of [-1e6, -800, -40, -1, -1e-8, 0, 1e-8, 1, 40, 800, 1e6]) {
      expect(at(expr.tanh(x), v)).toBeCloseTo(Math.tanh(v), 14)
      expect(at(expr.sigmoid(x), v)).toBeCloseTo(1 / (1 + Math.exp(-v)), 14)
      expect(at(expr.softplus(x), v)).toBeCloseTo(Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v))), 9)
    }
    expect(at(expr.softplus(x), -40) / Math.exp(-40)).toBeCloseTo(1, 12)
    expect(at(expr.sigmoid(x), -40) / Math.exp(-40)).toBeCloseTo(1, 12)
    expect(at(expr.tanh(x), 1e-12)).toBe(1e-12)
  })

  it('multiplies out constant whole exponents, also of negative bases', () => {
    expect([0, 1, 2, 3, 10, -1, -2].map((n) => at(expr.pow(x, n), -2))).toEqual([1, -2, 4, -8, 1024, -0.5, 0.25])
    expect(at(expr.pow(x, 0), 0)).toBe(1)
  })

  it('takes any other power as e^(b·log a) for a > 0 and as 0 elsewhere', () => {
    expect(at(expr.pow(x, 1.5), 4)).toBeCloseTo(8, 12)
    expect(at(expr.pow(x, y), 2, -3)).toBeCloseTo(0.125, 14)
    expect([0, -4].map((v) => at(expr.pow(x, 1.5), v))).toEqual([0, 0])
    expect(at(expr.pow(x, y), -2, 2)).toBe(0)
  })

  it.each([
    ['lt', [1, 0, 0]],
    ['le', [1, 1, 0]],
    ['gt', [0, 0, 1]],
    ['ge', [0, 1, 1]],
    ['eq', [0, 1, 0]],
  ] as const)('selects by %s', (test, expected) => {
    expect([1, 2, 3].map((v) => at(expr.select(test, x, 2, 1, 0), v))).toEqual(expected)
  })

  it('reads scalars apart from inputs', () => {
    expect(evaluate(expr.sub(x, expr.scalar(0)), [5], [3])).toBe(2)
  })

  it('gives a function that is used many times', () => {
    const f = evaluator(expr.mul(x, expr.add(x, 1)))
    expect([f([1]), f([2]), f([1])]).toEqual([2, 6, 2])
  })

  it('refuses to guess inputs that are not given', () => {
    let error: unknown
    try {
      evaluate(expr.add(x, y), [1])
    } catch (caught) {
      error = caught
    }
    expect(isSnnError(error, 'ARGUMENT')).toBe(true)
  })
})
