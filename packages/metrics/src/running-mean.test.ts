import { expect, it } from 'vitest'
import { runningMean } from './running-mean.js'

it('weighs batch means by their samples', () => {
  const mean = runningMean()
  expect(mean.mean).toBeNaN()
  mean.add(1, 3)
  mean.add(5)
  expect(mean.mean).toBe(2)
  expect(mean.weight).toBe(4)
})

it('goes on from its JSON to the same bits', () => {
  const values = Array.from({ length: 100 }, (_, k) => Math.sin(k) / 3)
  const whole = runningMean()
  let parts = runningMean()
  for (const value of values) {
    whole.add(value, 256)
    parts = runningMean(JSON.parse(JSON.stringify(parts)))
    parts.add(value, 256)
  }
  expect(parts.mean).toBe(whole.mean)
})
