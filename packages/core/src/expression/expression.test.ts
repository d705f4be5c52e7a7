import { describe, expect, it } from 'vitest'
import { brand } from '../brand.js'
import { isSnnError } from '../errors.js'
import { errorOf } from '../testing/error-of.js'
import * as expr from './build.js'
import { intern, isExpression, type Expression } from './expression.js'
import { inputsOf, scalarsOf, size } from './inspect.js'

const x = expr.input(0)

describe('expressions', () => {
  it('are plain data that cannot be changed', () => {
    const e = expr.exp(expr.mul(-25, expr.abs(x)))
    expect(e).toEqual({
      op: 'exp',
      x: { op: 'mul', a: { op: 'constant', value: -25 }, b: { op: 'abs', x: { op: 'input', index: 0 } } },
    })
    expect(Object.isFrozen(e)).toBe(true)
    expect(Object.keys(e)).toEqual(['op', 'x'])
  })

  it('are the same object when they are built the same', () => {
    expect(expr.add(x, 1)).toBe(expr.add(expr.input(0), expr.constant(1)))
    expect(expr.add(x, 1)).not.toBe(expr.add(1, x))
    expect(expr.input(0)).not.toBe(expr.scalar(0))
    expect(expr.select('lt', x, 0, 1, 2)).not.toBe(expr.select('le', x, 0, 1, 2))
    expect(expr.constant(-0)).toBe(expr.constant(0))
  })

  it('of another copy of the library are taken over', () => {
    const foreign: Expression = { op: 'neg', x: { op: 'input', index: 0 } }
    for (const node of [foreign, foreign.x]) Object.defineProperty(node, brand, { value: 1 })
    expect(isExpression(foreign)).toBe(true)
    expect(intern(foreign)).toBe(expr.neg(x))
    expect(expr.abs(foreign)).toBe(expr.abs(expr.neg(x)))
  })

  it('of another version are refused by name', () => {
    const foreign = Object.defineProperty({ op: 'input', index: 0 }, brand, { value: 99 })
    const error = errorOf(() => isExpression(foreign))
    expect(isSnnError(error, 'VERSION')).toBe(true)
    expect(error.message).toContain('contract version 99')
  })

  it('are told from anything else', () => {
    for (const value of [undefined, null, 1, 'x', {}, { op: 'input', index: 0 }, []])
      expect(isExpression(value)).toBe(false)
  })

  it.each([
    ['a constant that is not finite', () => expr.constant(Number.NaN)],
    ['a constant beyond float32', () => expr.add(x, 1e39)],
    ['a broken index', () => expr.input(-1)],
    ['an operand of another kind', () => expr.add(x, 'one' as never)],
    ['a missing operand', () => expr.exp(undefined as never)],
  ])('refuse %s', (_, body) => {
    expect(isSnnError(errorOf(body), 'ARGUMENT')).toBe(true)
  })

  it('may be as deep as memory allows', () => {
    let deep = x
    for (let k = 0; k < 20_000; k++) deep = expr.add(deep, k % 7)
    expect(size(deep)).toBe(20_000 + 1 + 7)
    expect(intern(deep)).toBe(deep)
  })

  it('may share their parts without end', () => {
    let e = x
    for (let k = 0; k < 100; k++) e = expr.add(e, e)
    expect(size(e)).toBe(101)
  })
})

describe('inputsOf and scalarsOf', () => {
  it('list what is read, ascending, once', () => {
    const e = expr.add(expr.mul(expr.input(3), expr.scalar(1)), expr.sub(expr.input(0), expr.input(3)))
    expect(inputsOf(e)).toEqual([0, 3])
    expect(scalarsOf(e)).toEqual([1])
    expect(inputsOf(expr.constant(1))).toEqual([])
  })
})
