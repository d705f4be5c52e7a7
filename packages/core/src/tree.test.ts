import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSnnError } from './errors.js'
import { assertSameTree, flattenTree, mapTree, unflattenTree, type Nested } from './tree.js'

const numRuns = Number(process.env['SNN_RUNS'] ?? 50)
const isNumber = (value: unknown): value is number => typeof value === 'number'

function errorOf(body: () => unknown): Error {
  try {
    body()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

const tree = { layers: { 0: { weight: 1, bias: 2 }, 1: { weight: 3 } }, scale: 4 }

const { trees } = fc.letrec<{ trees: Nested<number>; record: { readonly [name: string]: Nested<number> } }>((tie) => ({
  trees: fc.oneof({ maxDepth: 4 }, fc.integer(), tie('record')),
  record: fc.dictionary(
    fc.string({ minLength: 1 }).filter((name) => !name.includes('.')),
    tie('trees'),
    { minKeys: 1, maxKeys: 4 },
  ),
}))

describe('trees', () => {
  it('are flattened to paths in order', () => {
    expect(flattenTree(tree, isNumber)).toEqual([
      ['layers.0.weight', 1],
      ['layers.0.bias', 2],
      ['layers.1.weight', 3],
      ['scale', 4],
    ])
    expect(flattenTree(7, isNumber)).toEqual([['', 7]])
    expect(flattenTree({}, isNumber)).toEqual([])
  })

  it('are mapped leaf by leaf, with the path', () => {
    expect(mapTree(tree, isNumber, (leaf, path) => `${path}=${leaf}`)).toEqual({
      layers: { 0: { weight: 'layers.0.weight=1', bias: 'layers.0.bias=2' }, 1: { weight: 'layers.1.weight=3' } },
      scale: 'scale=4',
    })
    expect(mapTree(7, isNumber, (leaf) => leaf + 1)).toBe(8)
  })

  it('come back from their paths, whatever the names', () => {
    fc.assert(
      fc.property(trees, (nested) => {
        const again = unflattenTree(flattenTree(nested, isNumber))
        expect(flattenTree(again, isNumber)).toEqual(flattenTree(nested, isNumber))
        expect(again).toEqual(mapTree(nested, isNumber, (leaf) => leaf))
      }),
      { numRuns: numRuns * 4 },
    )
  })

  it('take names of the prototype as names', () => {
    const nested = unflattenTree([
      ['__proto__.polluted', 1],
      ['constructor', 2],
    ])
    expect(Object.keys(nested)).toEqual(['__proto__', 'constructor'])
    expect('polluted' in {}).toBe(false)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  it.each([
    ['an array', { a: { b: [1] } as never }, "'a.b' must be a leaf or a record of such; got an array"],
    ['null', { a: null as never }, "'a' must be a leaf or a record of such; got null"],
    ['a text', 'x' as never, 'the tree must be a leaf or a record of such; got string'],
    ['a name with a dot', { a: { 'b.c': 1 } }, "'a' has the name 'b.c'"],
    ['an empty name', { '': 1 }, "the tree has the name ''"],
  ])('refuse %s and name the path', (_, nested: Nested<number>, message) => {
    for (const body of [() => flattenTree(nested, isNumber), () => mapTree(nested, isNumber, (x) => x)]) {
      const error = errorOf(body)
      expect(isSnnError(error, 'ARGUMENT')).toBe(true)
      expect(error.message).toContain(message)
    }
  })

  it.each([
    ['a path twice', ['a', 'a']],
    ['a leaf that is a record too', ['a', 'a.b']],
    ['a record that is a leaf too', ['a.b', 'a']],
    ['the same below', ['x.a', 'x.a.b']],
    ['an empty name', ['a..b']],
    ['an empty end', ['a.']],
    ['an empty path beside others', ['', 'a']],
  ])('are not made from %s', (_, paths) => {
    expect(
      isSnnError(
        errorOf(() => unflattenTree(paths.map((path) => [path, 1]))),
        'ARGUMENT',
      ),
    ).toBe(true)
  })
})

describe('assertSameTree', () => {
  const names = { actual: 'the gradients', expected: 'the parameters' }
  const check = (actual: Nested<number>, expected: Nested<number>): void =>
    assertSameTree(actual, isNumber, expected, isNumber, names)

  it('accepts the same paths in any order, with any leaves', () => {
    expect(() => check({ b: 1, a: { c: 2 } }, { a: { c: 0 }, b: 0 })).not.toThrow()
    expect(() => check(1, 2)).not.toThrow()
  })

  it('names what is missing and what is too much', () => {
    expect(() => check({ a: 1 }, { a: 1, b: { c: 2 } })).toThrow("the gradients lacks 'b.c', which the parameters has")
    expect(() => check({ a: 1, d: 1 }, { a: 1 })).toThrow("the gradients has 'd', which the parameters lacks")
    expect(() => check({ a: { b: 1 } }, { a: 1 })).toThrow("the gradients lacks 'a', which the parameters has")
  })
})
