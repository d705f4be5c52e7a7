import { describe, expect, it } from 'vitest'
import { isSnnError } from '../errors.js'
import * as expr from './build.js'
import { expressionFromJson } from './from-json.js'
import { expressionToJson } from './json.js'

const x = expr.input(0)

describe('expressions as JSON', () => {
  it('are written short', () => {
    expect(expressionToJson(expr.exp(expr.mul(-25, expr.abs(x))))).toEqual(['exp', ['mul', -25, ['abs', { input: 0 }]]])
    expect(expressionToJson(expr.select('lt', x, expr.scalar(1), 0, 1))).toEqual([
      'select',
      'lt',
      { input: 0 },
      { scalar: 1 },
      0,
      1,
    ])
    expect(expressionToJson(expr.constant(2))).toBe(2)
  })

  it('write a part that occurs twice once', () => {
    const part = expr.exp(x)
    expect(expressionToJson(expr.div(part, expr.add(1, part)))).toEqual({
      shared: [['exp', { input: 0 }]],
      is: ['div', { ref: 0 }, ['add', 1, { ref: 0 }]],
    })
  })

  it('stay small and shallow for shared and deep expressions, and come back the same', () => {
    let wide = x
    for (let k = 0; k < 200; k++) wide = expr.mul(wide, wide)
    let deep = x
    for (let k = 0; k < 2000; k++) deep = expr.add(deep, k % 5)
    for (const e of [wide, deep]) {
      const text = JSON.stringify(expressionToJson(e))
      expect(text.length).toBeLessThan(60_000)
      expect(expressionFromJson(JSON.parse(text))).toBe(e)
    }
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'exp'],
    ['an unknown operation', ['cosh', 1]],
    ['an operation of the prototype', ['toString', 1]],
    ['too few operands', ['add', 1]],
    ['too many operands', ['exp', 1, 2]],
    ['an unknown comparison', ['select', 'ne', 1, 2, 3, 4]],
    ['an empty array', []],
    ['a broken index', ['exp', { input: -1 }]],
    ['a fractional index', { scalar: 0.5 }],
    ['another key', { output: 0 }],
    ['two keys', { input: 0, scalar: 0 }],
    ['a constant beyond float32', ['exp', 1e300]],
    ['a reference to nothing', { ref: 0 }],
    ['a reference forward', { shared: [['exp', { ref: 0 }]], is: { ref: 0 } }],
    ['a part missing', { shared: [] }],
    ['shared parts that are no list', { shared: {}, is: 1 }],
    ['shared parts within', ['exp', { shared: [], is: 1 }]],
  ])('refuse %s', (_, json) => {
    let error: unknown
    try {
      expressionFromJson(json, 'surrogate')
    } catch (caught) {
      error = caught
    }
    expect(isSnnError(error, 'FORMAT')).toBe(true)
    expect((error as Error).message).toContain('surrogate')
  })

  it('name the place of what is wrong', () => {
    expect(() => expressionFromJson(['exp', ['mul', 2, ['abs']]], 'surrogate')).toThrow(
      /^surrogate\[1\]\[2\]: expected/,
    )
  })

  it('refuse nesting without end', () => {
    let json: unknown = 1
    for (let k = 0; k < 5000; k++) json = ['neg', json]
    expect(() => expressionFromJson(json)).toThrow('nested more than')
  })
})
