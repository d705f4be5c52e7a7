import createNdarray from 'ndarray'
import { expect, test } from 'vitest'
import { hostArray, toContiguous } from './host-array.js'
import { toNdarray } from './ndarray.js'

test('a host array becomes an ndarray over the same memory', () => {
  const host = hostArray(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3])
  const array = toNdarray(host)
  expect(array.get(1, 2)).toBe(6)
  array.set(0, 0, 9)
  expect(host.data[0]).toBe(9)
})

test('a transposed ndarray is a host array', () => {
  const array = createNdarray(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]).transpose(1, 0)
  expect([...toContiguous(array)]).toEqual([1, 4, 2, 5, 3, 6])
})
