import { describe, expect, it } from 'vitest'
import * as expr from './build.js'
import { derivative } from './derivative.js'
import { evaluate } from './evaluate.js'
import type { Expression } from './expression.js'
import { print } from './print.js'

const x = expr.input(0)
const y = expr.input(1)
const s = expr.scalar(0)
const d = (e: Expression, by: number | Expression = 0): string => print(derivative(e, by))
const at = (e: Expression, ...inputs: number[]): number => evaluate(derivative(e, 0), inputs)

describe('derivative', () => {
  it.each([
    [expr.constant(3), '0'],
    [x, '1'],
    [y, '0'],
    [s, '0'],
    [expr.mul(3, x), '3'],
    [expr.mul(x, y), 'x1'],
    [expr.square(x), '2 * x0'],
    [expr.pow(x, 3), '3 * pow(x0, 2)'],
    [expr.pow(x, -1), '-pow(x0, -2)'],
    [expr.exp(expr.mul(s, x)), 'exp(s0 * x0) * s0'],
    [expr.log(x), '1 / x0'],
    [expr.sqrt(x), '0.5 / sqrt(x0)'],
    [expr.abs(x), 'sign(x0)'],
    [expr.neg(x), '-1'],
    [expr.sign(x), '0'],
    [expr.floor(x), '0'],
    [expr.sub(x, x), '0'],
    [expr.softplus(x), 'sigmoid(x0)'],
    [expr.max(x, 0), 'x0 >= 0 ? 1 : 0'],
    [expr.min(x, y), 'x0 <= x1 ? 1 : 0'],
    [expr.select('lt', x, y, expr.mul(2, x), 5), 'x0 < x1 ? 2 : 0'],
  ])('of %o is as short as by hand', (e, text) => {
    expect(d(e)).toBe(text)
  })

  it('can be by a scalar argument', () => {
    expect(d(expr.mul(s, x), s)).toBe('x0')
  })

  it('is a convention at kinks and ties', () => {
    expect(at(expr.abs(x), 0)).toBe(0)
    expect(at(expr.max(x, expr.mul(3, x)), 0)).toBe(1)
    expect(at(expr.min(x, expr.mul(3, x)), 0)).toBe(1)
    expect(at(expr.max(expr.mul(3, x), x), 0)).toBe(3)
  })

  it('of a power is finite at 0 and by the exponent', () => {
    expect(at(expr.pow(x, 1.5), 0)).toBe(0)
    expect(at(expr.pow(expr.max(x, 0), 1.5), -1)).toBe(0)
    expect(evaluate(derivative(expr.pow(2, x), 0), [3])).toBeCloseTo(8 * Math.LN2, 12)
    expect(evaluate(derivative(expr.pow(x, y), 1), [0, 2])).toBe(0)
  })

  it('of a product of many factors that share parts stays small', () => {
    let e: Expression = x
    for (let k = 0; k < 40; k++) e = expr.mul(e, e)
    expect(evaluate(derivative(e, 0), [1])).toBe(2 ** 40)
  })

  it('can be taken again', () => {
    expect(print(derivative(derivative(expr.pow(x, 3), 0), 0))).toBe('6 * x0')
  })
})
