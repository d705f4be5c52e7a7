import { describe, expect, it } from 'vitest'
import * as expr from './build.js'
import { print } from './print.js'

const x = expr.input(0)
const y = expr.input(1)

describe('print', () => {
  it.each([
    [expr.exp(expr.mul(-25, expr.abs(x))), 'exp(-25 * abs(x0))'],
    [expr.mul(expr.add(x, 1), expr.sub(y, 2)), '(x0 + 1) * (x1 - 2)'],
    [expr.sub(x, expr.sub(y, 1)), 'x0 - (x1 - 1)'],
    [expr.sub(expr.sub(x, y), 1), 'x0 - x1 - 1'],
    [expr.div(1, expr.mul(x, y)), '1 / (x0 * x1)'],
    [expr.neg(expr.add(x, y)), '-(x0 + x1)'],
    [expr.mul(expr.neg(x), -2), '-x0 * -2'],
    [expr.add(1, expr.select('ge', x, 0, 1, y)), '1 + (x0 >= 0 ? 1 : x1)'],
    [expr.max(expr.pow(x, 2), expr.scalar(0)), 'max(pow(x0, 2), s0)'],
  ])('%o', (e, text) => {
    expect(print(e)).toBe(text)
  })

  it('uses names where they are given', () => {
    expect(print(expr.add(expr.mul(x, expr.scalar(0)), y), { inputs: ['u'], scalars: ['omega'] })).toBe(
      'u * omega + x1',
    )
  })

  it('breaks long formulas into lines at the parts that occur several times', () => {
    let e = x
    for (let k = 0; k < 100; k++) e = expr.mul(e, e)
    const lines = print(e).split('\n')
    expect(lines).toHaveLength(100)
    expect(lines[0]).toBe('t0 = x0 * x0')
    expect(lines.at(-1)).toBe('t98 * t98')
  })
})
