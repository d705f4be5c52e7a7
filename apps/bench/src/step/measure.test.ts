import { expect, it } from 'vitest'
import { differenceOf } from './measure.js'

it('the best of a difference is that of the bests, whatever disturbed a single round', () => {
  const { median, min } = differenceOf([5, 5.2, 5.1], [3, 9, 3.1])
  expect(median).toBeCloseTo(2, 9)
  expect(min).toBeCloseTo(2, 9)
})
