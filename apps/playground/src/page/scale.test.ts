import { runs } from '@snn/conformance'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { roundScale } from './scale.js'

it('begins at 0 and ends just above what is shown, in a few even steps', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (high) => {
      const scale = roundScale(high)
      expect(scale[0]).toBe(0)
      expect(scale.length).toBeGreaterThanOrEqual(3)
      expect(scale.length).toBeLessThanOrEqual(6)
      expect(scale.at(-1)! / high).toBeGreaterThanOrEqual(1 - 1e-6)
      expect(scale.at(-2)!).toBeLessThan(high)
    }),
    { numRuns: runs(100) },
  )
})

it('takes round steps', () => {
  expect(roundScale(1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
  expect(roundScale(2.31)).toEqual([0, 0.5, 1, 1.5, 2, 2.5])
  expect(roundScale(345)).toEqual([0, 100, 200, 300, 400])
})
