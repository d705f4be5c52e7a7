import { expect, test } from 'vitest'
import type { GridEvents } from './data-set.js'
import { fromEvents } from './own-data.js'
import { split } from './split.js'
import { subset } from './subset.js'

const labels = Array.from({ length: 100 }, (_, k) => (k < 70 ? 0 : k < 95 ? 1 : 2))
const set = fromEvents(
  { batch: 100, time: 1, neurons: 100, b: labels.map((_, k) => k), t: labels.map(() => 0), i: labels.map((_, k) => k) },
  { labels, classes: ['a', 'b', 'c'] },
)
const members = (of: { length: number; get(k: number): unknown }): number[] =>
  Array.from({ length: of.length }, (_, k) => (of.get(k) as GridEvents).i[0]!)
const perClass = (of: { labels: ArrayLike<number> }): number[] =>
  [0, 1, 2].map((label) => Array.from(of.labels).filter((l) => l === label).length)

test('each class gives its share, chosen by seed, and nothing is lost', () => {
  const { train, validation } = split(set, { fraction: 0.2, seed: 3 })
  expect(perClass(validation)).toEqual([14, 5, 1])
  expect([...members(train), ...members(validation)].sort((a, b) => a - b)).toEqual([...Array(100).keys()])
  expect(members(train)).toEqual(members(train).toSorted((a, b) => a - b))
  expect(members(split(set, { fraction: 0.2, seed: 3 }).validation)).toEqual(members(validation))
  expect(members(split(set, { fraction: 0.2, seed: 4 }).validation)).not.toEqual(members(validation))
  expect(validation.split).toBe('validation')
})

test('the number held out is the nearest to the fraction', () => {
  for (const fraction of [0, 0.01, 0.1, 0.333, 0.5, 0.999, 1]) {
    expect(split(set, { fraction, seed: 0 }).validation.length).toBe(Math.round(100 * fraction))
  }
  expect(() => split(set, { fraction: 1.2, seed: 0 })).toThrow(/fraction must be a number from 0 to 1; got 1.2/)
})

test('a subset has the samples that were asked for, in that order', () => {
  const part = subset(set, [99, 3, 3])
  expect(members(part)).toEqual([99, 3, 3])
  expect(Array.from(part.labels)).toEqual([2, 0, 0])
  expect(() => subset(set, [100])).toThrow(/has samples 0 to 99; a subset asked for sample 100/)
  expect(() => part.get(3)).toThrow(/there is no sample 3/)
})
