import fc from 'fast-check'
import { expect, it } from 'vitest'
import { median, pairedRatios, quantile, summarize } from './statistics.js'

const numRuns = Number(process.env['SNN_RUNS'] ?? 50)

it('summarizes known values', () => {
  expect(summarize([4, 1, 3, 2])).toEqual({
    count: 4,
    min: 1,
    lowerQuartile: 1.75,
    median: 2.5,
    upperQuartile: 3.25,
    max: 4,
    mean: 2.5,
    interquartileRange: 1.5,
  })
  expect(median([7])).toBe(7)
  expect(median([Infinity, 1, 2])).toBe(2)
})

it('leaves at least the share q of the values at or below the quantile, and does not sort in place', () => {
  const values = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (all, q) => {
      const before = [...all]
      const value = quantile(all, q)
      expect(all).toEqual(before)
      expect(value).toBeGreaterThanOrEqual(Math.min(...all))
      expect(value).toBeLessThanOrEqual(Math.max(...all))
      const atOrBelow = all.filter((x) => x <= value).length
      expect(atOrBelow).toBeGreaterThanOrEqual(Math.floor(q * (all.length - 1)) + 1)
    }),
    { numRuns },
  )
})

it('takes ratios pair by pair, so that a clock that drifts for both cancels', () => {
  const clock = [1, 2, 4, 8]
  const { ratios, summary } = pairedRatios(
    clock.map((c) => 3 * c),
    clock,
  )
  expect(ratios).toEqual([3, 3, 3, 3])
  expect(summary).toMatchObject({ median: 3, interquartileRange: 0 })
})

it('refuses nothing, NaN, pairs that are none, and a zero to divide by', () => {
  expect(() => median([])).toThrow('expected at least one value; got none')
  expect(() => summarize([1, Number.NaN])).toThrow('got NaN among them')
  expect(() => quantile([1], 2)).toThrow('q must lie within 0–1; got 2')
  expect(() => pairedRatios([1], [])).toThrow('1 measurements of one side came with 0 of the other')
  expect(() => pairedRatios([1], [0])).toThrow('pair 0 must be divided by a number above 0; got 0')
})
