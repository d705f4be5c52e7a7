import { expect, it } from 'vitest'
import { syntheticWork } from './synthetic.js'
import { inputDensity } from './work.js'

it('synthetic work meets its targets of input density, spikes and activity', async () => {
  const work = await syntheticWork({ shape: 'shd', hidden: [60, 40], batch: 24, time: 200, seed: 1 })
  expect(inputDensity(work)).toBeCloseTo(0.015, 3)
  const [first, second] = work.origin['calibrated'] as { spikeDensity: number; activity: number }[]
  expect(first!.spikeDensity / 0.014).toBeCloseTo(1, 1)
  expect(first!.activity / 0.018).toBeCloseTo(1, 1)
  expect(second!.spikeDensity / 0.014).toBeCloseTo(1, 1)
  expect(second!.activity).toBeLessThan(0.015)
})

it('the same seed gives the same work, and another gives another', async () => {
  const make = (seed: number) => syntheticWork({ shape: 'fashion-mnist', hidden: [16], batch: 4, time: 40, seed })
  const [one, again, other] = [await make(5), await make(5), await make(6)]
  expect(again).toEqual(one)
  expect(other.events).not.toEqual(one.events)
  expect(other.weights[0]).not.toEqual(one.weights[0])
})

it('latency work has inputs that spike at most once, about half of them', async () => {
  const work = await syntheticWork({ shape: 'fashion-mnist', hidden: [8], batch: 8, time: 100 })
  const inputs = new Set<number>()
  for (let k = 0; k < work.events.length; k += 3) inputs.add(work.events[k]! * 784 + work.events[k + 2]!)
  expect(inputs.size).toBe(work.events.length / 3)
  expect(inputs.size / (8 * 784)).toBeCloseTo(0.5, 1)
})

it('an unknown shape is refused', async () => {
  await expect(syntheticWork({ shape: 'cifar', hidden: [8] })).rejects.toMatchObject({ code: 'ARGUMENT' })
})
