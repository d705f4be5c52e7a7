import { describe, expect, it } from 'vitest'
import * as expr from './build.js'
import { compileTape } from './tape.js'

const x = expr.input(0)

describe('compileTape', () => {
  it('lists operands before what uses them and shared parts once, over all expressions', () => {
    const part = expr.exp(x)
    expect(compileTape([expr.add(part, 1), expr.mul(part, expr.scalar(2)), x])).toEqual({
      nodes: [
        { op: 'input', index: 0 },
        { op: 'exp', x: 0 },
        { op: 'constant', value: 1 },
        { op: 'add', a: 1, b: 2 },
        { op: 'scalar', index: 2 },
        { op: 'mul', a: 1, b: 4 },
      ],
      outputs: [3, 5, 0],
      inputs: 1,
      scalars: 3,
      key: expect.any(String),
    })
  })

  it('multiplies powers out by squaring', () => {
    const operations = (n: number): string[] =>
      compileTape([expr.pow(x, n)]).nodes.flatMap((node) =>
        node.op === 'input' || node.op === 'constant' ? [] : [node.op],
      )
    expect(operations(5)).toEqual(['mul', 'mul', 'mul'])
    expect(operations(1024)).toHaveLength(10)
    expect(operations(-2)).toEqual(['mul', 'div'])
    expect(operations(0)).toEqual([])
    expect(operations(0.5)).toEqual(['max', 'log', 'mul', 'exp', 'select'])
  })

  it('has one key for the same computation, and others for others', () => {
    const key = (...list: Parameters<typeof compileTape>[0]): string => compileTape(list).key
    expect(key(expr.pow(x, 2))).toBe(key(expr.mul(x, x)))
    expect(key(x, expr.exp(x))).not.toBe(key(expr.exp(x), x))
    expect(key(expr.add(x, 1))).not.toBe(key(expr.add(x, 2)))
  })

  it('of nothing is empty', () => {
    expect(compileTape([])).toMatchObject({ nodes: [], outputs: [], inputs: 0, scalars: 0 })
  })
})
