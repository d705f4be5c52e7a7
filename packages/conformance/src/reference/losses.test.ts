import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { relativeError } from '../compare.js'
import { runs } from '../runs.js'
import { array } from './array.js'
import type { Array64 } from './array.js'
import { finiteDifferences } from './finite-differences.js'
import { crossEntropy, lowerSpikeRegularizer, meanSquaredError, upperSpikeRegularizer } from './losses.js'
import type { LossAndGradient } from './losses.js'

const graded = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: length, maxLength: length })

/** Losses are smooth in graded numbers, which stand in for spikes here. */
const table: [string, readonly number[], (x: Array64) => LossAndGradient][] = [
  ['cross entropy', [3, 4], (x) => crossEntropy(x, [0, 3, 1])],
  ['mean squared error', [3, 4], (x) => meanSquaredError(x, array([3, 4], [1, 0, 0, 0, 2, 0, 0, 0, 3, 1, -1, 0]))],
  ['the upper regularizer, power 2', [2, 3, 2], (x) => upperSpikeRegularizer(x, { weight: 2, above: -0.3, power: 2 })],
  ['the upper regularizer, power 3', [2, 3, 2], (x) => upperSpikeRegularizer(x, { weight: 2, above: 0.5, power: 3 })],
  ['the lower regularizer', [2, 3, 2], (x) => lowerSpikeRegularizer(x, { weight: 3, below: 0.5 })],
]

describe.each(table)('%s', (_, shape, f) => {
  test('has the gradient that finite differences give', () => {
    fc.assert(
      fc.property(graded(12), (values) => {
        const x = array(shape, values)
        const differences = finiteDifferences((y) => f(y).loss, x)
        for (const [n, value] of f(x).gradient.data.entries()) {
          expect(Math.abs(value - differences.data[n]!)).toBeLessThan(1e-4)
        }
      }),
      { numRuns: runs(50) },
    )
  })
})

test('equal logits of C classes lose ln C', () => {
  const { loss, gradient } = crossEntropy(array([1, 4], [7, 7, 7, 7]), [2])
  expect(loss).toBeCloseTo(Math.log(4), 15)
  expect(relativeError(gradient.data, [0.25, 0.25, -0.75, 0.25])).toBeLessThan(1e-15)
})

test('the cross entropy of logits as large as 1e4 is finite', () => {
  expect(crossEntropy(array([1, 2], [1e4, -1e4]), [1]).loss).toBe(2e4)
})

test('the regularizers are those of the paper, by hand', () => {
  // sample 0: counts 3 and 0, mean 1.5; sample 1: counts 0 and 1, mean 0.5
  const spikes = array([2, 3, 2], [1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1])
  const upper = upperSpikeRegularizer(spikes, { weight: 0.06, above: 1, power: 1 })
  expect(upper.loss).toBeCloseTo((0.06 * 0.5) / 2, 15)
  expect(upper.gradient.data[0]).toBeCloseTo(0.06 / 2 / 2, 15)
  expect(upper.gradient.data[6]).toBe(0)
  const lower = lowerSpikeRegularizer(spikes, { weight: 100, below: 1e-3 })
  expect(lower.loss).toBeCloseTo(((100 / 2) * (1e-6 + 1e-6)) / 2, 15)
  expect(Array.from(lower.gradient.data).slice(0, 2)).toEqual([-0, -(100 / 2) * 2 * 1e-3 * 0.5])
})

test('a mean spike count that just reaches the limit costs nothing and has no gradient', () => {
  const { loss, gradient } = upperSpikeRegularizer(array([1, 1, 2], [1, 1]), { weight: 1, above: 1, power: 1 })
  expect(loss).toBe(0)
  expect([...gradient.data]).toEqual([0, 0])
})
