import { runs } from '@snn/conformance'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { crossing, fitExponent } from './exponent.js'

it('a power law is found again, whatever the small points do', () => {
  const number = fc.double({ min: -3, max: 3, noNaN: true })
  fc.assert(
    fc.property(number, number, fc.double({ min: 0.1, max: 1000, noNaN: true }), (exponent, logFactor, disturbance) => {
      const factor = Math.exp(logFactor)
      const points = [125, 250, 1000, 2000, 4000, 8000].map((x) => ({
        x,
        y: factor * x ** exponent * (x < 1000 ? disturbance : 1),
      }))
      const fit = fitExponent(points)!
      expect(fit.exponent).toBeCloseTo(exponent, 9)
      expect(fit.factor / factor).toBeCloseTo(1, 6)
      expect(fit).toMatchObject({ from: 1000, points: 4 })
    }),
    { numRuns: runs(50) },
  )
})

it('one point has no exponent', () => {
  expect(fitExponent([{ x: 4, y: 2 }])).toBeNull()
  expect(fitExponent([])).toBeNull()
})

it('curves cross where they are equal, between points or not at all', () => {
  const xs = [1, 10, 100, 1000]
  const line = xs.map((x) => x / 50)
  const flat = [1, 1, 1, 1]
  expect(crossing(xs, line, flat)).toBeCloseTo(50, 9)
  expect(crossing(xs, flat, line)).toBeNull()
  expect(crossing(xs, [2, 2, 2, 2], flat)).toBe(1)
  expect(crossing(xs, [2, 0.5, 2, 2], flat)).toBeGreaterThan(10)
})
