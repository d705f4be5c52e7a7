import { expect, test } from 'vitest'
import { relativeError } from '../compare.js'
import { array } from './array.js'
import { decisionDistances, maximumMargin, roundingMargins, undecided } from './margins.js'

test('a rounding margin is the unit times the magnitudes that entered one step before, at least 1', () => {
  const layer = { neurons: 1, weights: array([2, 1], [-3, 2]), alpha: 0.5, threshold: 1, resetPotential: 0 }
  const spikes = array([1, 4, 2], [1, 1, 0, 0, 0, 2, 0, 0])
  const margins = roundingMargins(layer, { batch: 1, steps: 4, spikes }, 1e-5)
  expect(relativeError(margins.data, [1e-5, 5e-5, 1e-5, 4e-5])).toBeLessThan(1e-15)
})

test('distances are to the nearest of the threshold and both ends of the window', () => {
  const potentials = array([1, 1, 4], [1.01, 0.79, 1.25, 0])
  expect(relativeError(decisionDistances(potentials, 1, 0.2).data, [0.01, 0.01, 0.05, 0.8])).toBeLessThan(1e-14)
  expect(relativeError(decisionDistances(potentials, 1, Infinity).data, [0.01, 0.21, 0.25, 1])).toBeLessThan(1e-14)
})

test('an entry is undecided within its margin', () => {
  expect([...undecided(array([3], [0.1, 0.2, 0.3]), array([3], [0.2, 0.2, 0.2])).data]).toEqual([1, 1, 0])
})

test('the margin of a maximum is to the nearest step that is not equal to it', () => {
  expect(maximumMargin(array([1, 4, 1], [0, 3, 3, 2.5]))).toBe(0.5)
  expect(maximumMargin(array([1, 2, 1], [0, 0]))).toBe(Infinity)
})
