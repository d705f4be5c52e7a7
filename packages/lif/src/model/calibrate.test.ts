import { mean, spikeCounts, type Backend, type SpikeTrain } from '@snn/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backends } from '../testing/backends.js'
import { lively, randomEvents, smallNet } from '../testing/nets.js'
import { calibrate } from './calibrate.js'
import { uniformWeights } from './initializers.js'
import type { Model } from './model.js'

describe.each(backends)('calibrate on $name', ({ make }) => {
  let backend: Backend
  beforeAll(async () => {
    backend = await make()
  })
  afterAll(() => backend.close())

  const batch = (): SpikeTrain => backend.spikes(randomEvents(1, 8, 40, 20, 0.2))
  const build = (over: 'max' | 'counts' = 'max', initializer = lively): Promise<Model> =>
    smallNet({ sizes: [20, 30, 30, 4], over }).build(backend, { seed: 2, initializer })
  const ratesOf = async (model: Model, spikes: SpikeTrain): Promise<readonly number[]> => {
    const rates = await backend.step(() => {
      const { hidden, output } = model.forward(spikes)
      const trains = output ? [...hidden, output] : hidden
      return Object.fromEntries(trains.map((train, at) => [String(at), mean(spikeCounts(train))]))
    })
    return Object.values(rates)
  }
  const weights = async (model: Model): Promise<unknown> =>
    Promise.all(Object.values(model.parameters).map(async (x) => (await x.read()).data))

  it.each(['max', 'counts'] as const)('brings each spiking layer to the rate (%s)', async (over) => {
    const [model, spikes] = [await build(over), batch()]
    for (const rate of [2, 5]) {
      const { rates, factors } = await calibrate(model, spikes, { rate, tolerance: 0.03 })
      expect(rates).toHaveLength(over === 'max' ? 2 : 3)
      expect(rates).toEqual(await ratesOf(model, spikes))
      for (const found of rates.slice(0, 2)) expect(Math.abs(found / rate - 1)).toBeLessThanOrEqual(0.03)
      for (const factor of factors) expect(factor).toBeGreaterThan(0)
    }
  })

  it('wakes layers that are born silent', async () => {
    const [model, spikes] = [await build('max', uniformWeights({ gain: 0.1 })), batch()]
    expect(await ratesOf(model, spikes)).toEqual([0, 0])
    const { rates } = await calibrate(model, spikes, { rate: 3 })
    for (const rate of rates) expect(Math.abs(rate / 3 - 1)).toBeLessThanOrEqual(0.05)
  })

  it('leaves the readout alone, and a calibrated model as it is', async () => {
    const [model, spikes] = [await build(), batch()]
    const before = (await model.parameters['layer2.weight']!.read()).data
    await calibrate(model, spikes, { rate: 3 })
    expect((await model.parameters['layer2.weight']!.read()).data).toEqual(before)
    const once = await weights(model)
    expect((await calibrate(model, spikes, { rate: 3, tolerance: 0.05 })).factors).toEqual([1, 1])
    expect(await weights(model)).toEqual(once)
  })

  it('says which layer cannot reach the rate, and then changes nothing', async () => {
    const [model, spikes] = [await build(), batch()]
    const before = await weights(model)
    await expect(calibrate(model, spikes, { rate: 500 })).rejects.toMatchObject({
      code: 'ARGUMENT',
      where: 'layer 0',
      message: expect.stringContaining('cannot be scaled to 500 spikes per neuron and sample; it makes '),
    })
    expect(await weights(model)).toEqual(before)
  })

  it.each([
    ['a rate of 0', { rate: 0 }],
    ['no rate', {}],
    ['an unknown option', { rate: 1, layers: 2 }],
  ])('refuses %s', async (_, o) => {
    await expect(calibrate(await build(), batch(), o as never)).rejects.toMatchObject({ code: 'ARGUMENT' })
  })
})
