import { expect, test } from 'vitest'
import { array } from './array.js'
import { argmax, max, maxBackward, mean, sum } from './reductions.js'

const cube = array([2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])

test('a sum over one axis, several and all', () => {
  expect(sum(cube, [0])).toEqual(array([2, 3], [8, 10, 12, 14, 16, 18]))
  expect(sum(cube, [0, 2])).toEqual(array([2], [30, 48]))
  expect(sum(cube, [0, 1, 2])).toEqual(array([], [78]))
  expect(mean(cube, [1])).toEqual(array([2, 3], [2.5, 3.5, 4.5, 8.5, 9.5, 10.5]))
})

test('of equal maxima the first is taken, also for the gradient', () => {
  const x = array([2, 3], [1, 4, 4, -1, -1, -2])
  expect(max(x, [1])).toEqual(array([2], [4, -1]))
  expect(argmax(x, 1)).toEqual(array([2], [1, 0]))
  expect(argmax(x, 0)).toEqual(array([3], [0, 0, 0]))
  expect(maxBackward(x, [1], array([2], [10, 20]))).toEqual(array([2, 3], [0, 10, 0, 20, 0, 0]))
})
