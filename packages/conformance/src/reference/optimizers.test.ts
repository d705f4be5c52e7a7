import { expect, test } from 'vitest'
import { relativeError } from '../compare.js'
import { array, zeros } from './array.js'
import { adamUpdate, clipByNorm, sgdUpdate } from './optimizers.js'

const adam = { rate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 0, weightDecay: 0 }
const start = { parameter: array([2], [1, -2]), first: zeros([2]), second: zeros([2]) }

test('the first step of Adam moves each weight by the rate, whatever the size of its gradient', () => {
  const { parameter } = adamUpdate(start, array([2], [1e-3, -50]), 1, adam)
  expect(relativeError(parameter.data, [0.9, -1.9])).toBeLessThan(1e-14)
})

test('the second step of Adam by hand', () => {
  const once = adamUpdate(start, array([2], [1, 1]), 1, adam)
  const twice = adamUpdate(once, array([2], [3, 1]), 2, adam)
  // m = 0.9·0.1 + 0.1·3 = 0.39, over 1 - 0.81;  v = 0.999e-3 + 0.009, over 1 - 0.998001
  const step = 0.39 / 0.19 / Math.sqrt(0.009999 / 0.001999)
  expect(relativeError(twice.parameter.data, [0.9 - 0.1 * step, -2.2])).toBeLessThan(1e-12)
})

test('AdamW shrinks weights by rate times decay, apart from the moments', () => {
  const plain = adamUpdate(start, array([2], [1, 1]), 1, adam)
  const decayed = adamUpdate(start, array([2], [1, 1]), 1, { ...adam, weightDecay: 0.5 })
  expect(relativeError(decayed.parameter.data, [plain.parameter.data[0]! - 0.05, plain.parameter.data[1]! + 0.1])).toBe(
    0,
  )
  expect(decayed.first).toEqual(plain.first)
})

test('momentum carries half of the last step on', () => {
  const first = sgdUpdate({ parameter: array([1], [1]), velocity: zeros([1]) }, array([1], [2]), 0.5, 0.5)
  const second = sgdUpdate(first, array([1], [0]), 0.5, 0.5)
  expect([...first.parameter.data, ...second.parameter.data, ...second.velocity.data]).toEqual([0, -0.5, 1])
})

test('gradients are clipped together, by the norm of all, and only when above the limit', () => {
  const gradients = [array([1], [3]), array([1, 1], [-4])]
  const clipped = clipByNorm(gradients, 1)
  expect(clipped.norm).toBe(5)
  expect(
    relativeError(
      clipped.gradients.flatMap(({ data }) => [...data]),
      [0.6, -0.8],
    ),
  ).toBeLessThan(1e-15)
  expect(clipByNorm(gradients, 5).gradients).toEqual(gradients)
})
