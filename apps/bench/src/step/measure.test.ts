import { expect, it } from 'vitest'
import { differenceOf, msInTraining } from './measure.js'

it('the best of a difference is that of the bests, whatever disturbed a single round', () => {
  const { median, min } = differenceOf([5, 5.2, 5.1], [3, 9, 3.1])
  expect(median).toBeCloseTo(2, 9)
  expect(min).toBeCloseTo(2, 9)
})

it('a step as in training is given before the one before it has ended', async () => {
  const order: string[] = []
  let count = 0
  let last: Promise<unknown> = Promise.resolve()
  const step = (): Promise<void> => {
    const name = `step ${++count}`
    order.push(`${name} given`)
    const own = last
      .then(() => new Promise((resolve) => setTimeout(resolve, 1)))
      .then(() => void order.push(`${name} done`))
    last = own
    return own
  }
  expect(await msInTraining(step)).toBeGreaterThan(0)
  expect(order).toEqual(['step 1 given', 'step 2 given', 'step 1 done', 'step 3 given', 'step 2 done', 'step 3 done'])
})
