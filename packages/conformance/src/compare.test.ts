import { expect, test } from 'vitest'
import { compare, cosine, describeComparison, relativeError, worstEntry } from './compare.js'

test('the relative error is a ratio of norms, and the norm itself where zeros are expected', () => {
  expect(relativeError([3, 4.5], [3, 4])).toBe(0.1)
  expect(relativeError([3, 4], [0, 0])).toBe(5)
  expect(relativeError([], [])).toBe(0)
  expect(relativeError([NaN], [1])).toBeNaN()
  expect(() => relativeError([1], [1, 2])).toThrow('lists of 1 and 2 numbers')
})

test('the cosine does not see scale, and knows zeros', () => {
  expect(cosine([1, 2], [10, 20])).toBeCloseTo(1, 15)
  expect(cosine([1, 0], [0, 1])).toBe(0)
  expect(cosine([0, 0], [0, 0])).toBe(1)
  expect(cosine([0, 0], [1, 0])).toBe(0)
})

test('the worst entry is named by its index, and NaN is the worst of all', () => {
  expect(worstEntry([1, 2, 3, 9, 5, 6], [1, 2, 3, 4, 5, 6], [2, 3])).toEqual({
    place: 3,
    index: [1, 0],
    actual: 9,
    expected: 4,
  })
  expect(worstEntry([9, NaN], [1, 1]).place).toBe(1)
  expect(describeComparison(compare([1, 3], [1, 2], [2, 1]))).toBe('relative error 4.47e-1, worst at [1, 0]: 3 for 2')
  expect(describeComparison(compare([], []))).toContain('nothing to compare')
})
