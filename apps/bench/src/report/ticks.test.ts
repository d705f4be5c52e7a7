import { expect, it } from 'vitest'
import { binaryTicks, decimalTicks } from './ticks.js'

it('decimal ticks are round and within, and only powers of ten where there would be many', () => {
  expect(decimalTicks(3, 60)).toEqual([5, 10, 20, 50])
  expect(decimalTicks(0.04, 0.3)).toEqual([0.05, 0.1, 0.2])
  expect(decimalTicks(0.5, 2000)).toEqual([1, 10, 100, 1000])
})

it('binary ticks are powers of two, evenly apart', () => {
  expect(binaryTicks(3, 40)).toEqual([4, 8, 16, 32])
  expect(binaryTicks(1, 2 ** 20)).toEqual([0, 4, 8, 12, 16, 20].map((power) => 2 ** power))
  expect(binaryTicks(5, 7)).toEqual([])
})
