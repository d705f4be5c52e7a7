import { runs } from '@snn/conformance'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { thin, type Point } from './thin.js'

const points = fc
  .array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 500 })
  .map((values) => values.map((y, x): Point => [x, y]))

it('leaves as many points as may be, in order and within what they stand for', () => {
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 100 }), (all, most) => {
      const few = thin(all, most)
      expect(few.length).toBeLessThanOrEqual(most)
      expect(few.length).toBeGreaterThan(Math.min(most, all.length) / 2 - 1)
      expect(few.map(([x]) => x)).toEqual(few.map(([x]) => x).toSorted((a, b) => a - b))
      const ys = all.map(([, y]) => y)
      for (const [, y] of few) {
        expect(y).toBeGreaterThanOrEqual(Math.min(...ys))
        expect(y).toBeLessThanOrEqual(Math.max(...ys))
      }
    }),
    { numRuns: runs(100) },
  )
})

it('gives the mean of each group', () => {
  const all: Point[] = [
    [1, 4],
    [2, 6],
    [3, 1],
  ]
  expect(thin(all, 2)).toEqual([
    [1.5, 5],
    [3, 1],
  ])
  expect(thin(all, 3)).toBe(all)
})
