import { describe, expect, it } from 'vitest'
import { inverseNormal } from './inverse-normal.js'
import { normalOf } from './numbers.js'

/** Words and what they stand for, from 50-digit arithmetic: Φ⁻¹((word + 1/2)/2³²). */
const known: readonly (readonly [number, number])[] = [
  [0, -6.3379577545537892525],
  [1, -6.166429517819750247],
  [2, -6.0851045457830309837],
  [100, -5.4630625543895386705],
  [10_000, -4.5796814802159548706],
  [1_000_000, -3.4997689887583814288],
  [100_000_000, -1.9902252413891444264],
  [322_122_546, -1.4395314720898173254],
  [322_122_547, -1.4395314704450153116],
  [1_000_000_000, -0.72955655307587400711],
  [2_147_483_647, -2.9180993729166226723e-10],
]

describe('inverseNormal', () => {
  it('errs by less than 1e-14 from the middle to the last of 2^32 values', () => {
    for (const [word, z] of known) {
      expect(Math.abs(normalOf(word) - z)).toBeLessThan(1e-14)
      expect(normalOf(2 ** 32 - 1 - word)).toBe(-normalOf(word))
    }
  })

  it('undoes the normal distribution everywhere', () => {
    // dz/dp = √(2π) e^(z²/2): integrate it by Simpson's rule from one point to the next, which no known value takes part in.
    const wholeMultiple = (x: number): number => Math.round(x * 2 ** 52) / 2 ** 52
    const slope = (p: number): number => Math.sqrt(2 * Math.PI) * Math.exp(inverseNormal(p - 0.5) ** 2 / 2)
    for (let k = 0; k < 700; k++) {
      const p = wholeMultiple(0.5 * 0.97 ** k)
      const h = wholeMultiple(p * 0.002)
      const area = (h / 3) * (slope(p) + 4 * slope(p + h) + slope(p + 2 * h))
      const difference = inverseNormal(p + 2 * h - 0.5) - inverseNormal(p - 0.5)
      expect(Math.abs(difference / area - 1)).toBeLessThan(1e-8)
      if (p < 2e-10) break
    }
  })

  it('rises, also where its two formulas meet', () => {
    let before = inverseNormal(-0.4251)
    for (let q = -0.42509; q < -0.4249; q += 1e-7) {
      const z = inverseNormal(q)
      expect(z).toBeGreaterThan(before)
      before = z
    }
  })
})
