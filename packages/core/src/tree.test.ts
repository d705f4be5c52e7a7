import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leavesIn, mapLeaves, type Nested } from './tree.js'

const numRuns = Number(process.env['SNN_RUNS'] ?? 50)
const isNumber = (value: unknown): value is number => typeof value === 'number'

const { trees } = fc.letrec<{ trees: Nested<number>; record: { readonly [name: string]: Nested<number> } }>((tie) => ({
  trees: fc.oneof({ maxDepth: 4 }, fc.integer(), tie('record')),
  record: fc.dictionary(fc.string({ minLength: 1 }), tie('trees'), { minKeys: 1, maxKeys: 4 }),
}))

describe('trees', () => {
  it('have their leaves listed with paths, in order', () => {
    const tree = { layers: { a: { weight: 1, bias: 2 }, b: { weight: 3 } }, 'layer0.scale': 4 }
    expect(leavesIn(tree, isNumber, 'use')).toEqual([
      ['layers.a.weight', 1],
      ['layers.a.bias', 2],
      ['layers.b.weight', 3],
      ['layer0.scale', 4],
    ])
    expect(leavesIn(7, isNumber, 'use')).toEqual([['', 7]])
    expect(leavesIn({}, isNumber, 'use')).toEqual([])
  })

  it('keep their records when the leaves change', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const twice = mapLeaves(tree, isNumber, 'use', (leaf) => 2 * leaf)
        expect(leavesIn(twice, isNumber, 'use')).toEqual(
          leavesIn(tree, isNumber, 'use').map(([path, leaf]) => [path, 2 * leaf]),
        )
        expect(mapLeaves(twice, isNumber, 'use', (leaf) => leaf / 2)).toEqual(tree)
      }),
      { numRuns },
    )
  })

  it.each([
    [{ a: { b: 'word' } }, "use takes nested records; got 'word' at a.b", 'a.b'],
    [{ a: null }, 'got null at a', 'a'],
    [undefined, 'use takes nested records; got undefined', undefined],
    [{ a: { kind: 'spike-gradient', read: () => 1 } }, 'got a spike gradient at a', 'a'],
  ])('name what is neither leaf nor record', (tree, message, where) => {
    expect(() => leavesIn(tree, isNumber, 'use')).toThrow(
      expect.objectContaining({ code: 'ARGUMENT', where, message: expect.stringContaining(message) }),
    )
  })
})
