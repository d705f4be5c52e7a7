import { plain, plainDriver, reference } from '@snn/conformance'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createBackend,
  expr,
  gradients,
  hostArray,
  mul,
  spikeRegularizer,
  spikingLayer,
  uniformArray,
  type Backend,
  type LayerDescription,
  type SpikeRegularizer,
  type SpikingKernels,
  type Tensor,
} from '../index.js'

let backend: Backend
beforeAll(async () => void (backend = await plain()))
afterAll(() => backend.close())

/** Spikes [batch, time, neurons] of a layer: whole numbers, more of them in later samples. */
function spikesOf([batch, time, neurons]: readonly [number, number, number], seed: number): Float32Array {
  const drawn = uniformArray({ seed, shape: [batch, time, neurons], low: 0, high: 1 })
  return drawn.map((value, at) => (value < 0.2 + (0.6 * Math.floor(at / (time * neurons))) / batch ? 1 : 0))
}

const sizes = [
  [3, 4, 5],
  [3, 4, 2],
  [3, 2, 5],
  [1, 3, 7],
] as const

const layerOf = (neurons: number): LayerDescription => {
  const surrogate = expr.constant(1)
  return { inputs: 3, neurons, alpha: 0.9, threshold: 1, reset: 1, backwardThreshold: 0.5, surrogate }
}

/** The same functions, which count their calls by name. */
function counted<Kernels extends object>(kernels: Kernels, calls: Record<string, number>): Kernels {
  const counting = Object.entries(kernels).map(([name, kernel]: [string, (call: unknown) => void]) => [
    name,
    (call: unknown) => {
      calls[name] = (calls[name] ?? 0) + 1
      kernel(call)
    },
  ])
  return Object.fromEntries(counting) as Kernels
}

const pick = ({ counts, countsBackward }: SpikingKernels): Pick<SpikingKernels, 'counts' | 'countsBackward'> => ({
  counts,
  countsBackward,
})

describe('spikeRegularizer', () => {
  const lower = { weight: 3, below: 1.5 }
  const cases: readonly [string, SpikeRegularizer][] = [
    ['both limits', { upper: { weight: 2, above: 1.6 }, lower }],
    ['an upper limit', { upper: { weight: 2, above: 1.6 } }],
    ['an upper limit to a power of 2', { upper: { weight: 2, above: 1.6, power: 2 }, lower }],
    ['an upper limit to a power of 2.5', { upper: { weight: 2, above: 1.6, power: 2.5 } }],
    ['a lower limit', { lower }],
  ]
  test.each(cases)('with %s is the reference, for layers of one size and of others', async (_, o) => {
    const x = sizes.map((shape, k) => ({ shape, data: spikesOf(shape, k) }))
    const tensors = Object.fromEntries(x.map(({ shape, data }, k) => [`x${k}`, backend.tensor(hostArray(data, shape))]))
    const found = await backend.step(() => {
      const loss = spikeRegularizer(Object.values(tensors), o)
      return { loss, ...gradients(mul(loss, -2), tensors) } as Record<string, Tensor> & { loss: typeof loss }
    })
    const { loss, ...slopes } = found as Record<string, Tensor> & { loss: number }
    let total = 0
    for (const [k, { shape, data }] of x.entries()) {
      const spikes = reference.array(shape, [...data])
      const parts = [
        ...(o.upper ? [reference.upperSpikeRegularizer(spikes, { power: 1, ...o.upper })] : []),
        ...(o.lower ? [reference.lowerSpikeRegularizer(spikes, o.lower)] : []),
      ]
      for (const part of parts) total += part.loss
      const gradient = (await slopes[`x${k}`]!.read()).data
      for (const [at, value] of gradient.entries())
        expect(value).toBeCloseTo(-2 * parts.reduce((sum, part) => sum + part.gradient.data[at]!, 0), 5)
    }
    expect(total).toBeGreaterThan(0.1)
    expect(loss).toBeCloseTo(total, 4)
  })

  test('counts a layer as often as it stands in the list, and takes trains beside tensors', async () => {
    const events = { batch: 2, time: 3, neurons: 2, b: [0, 0, 1], t: [0, 2, 1], i: [1, 1, 0] }
    const train = backend.spikes(events)
    const x = backend.tensor(hostArray(spikesOf([2, 3, 2], 9), [2, 3, 2]))
    const limits = { upper: { weight: 1, above: 0.25 }, lower: { weight: 1, below: 2 } }
    const found = await backend.step(() => {
      const [a, b] = [spikeRegularizer([x], limits), spikeRegularizer([train], limits)]
      const all = spikeRegularizer([x, train, x], limits)
      const [one, twice] = [gradients(a, x), gradients(all, x)]
      return { a, b, all, one, twice }
    })
    expect(found.b).toBeGreaterThan(0)
    expect(found.all).toBeCloseTo(2 * found.a + found.b, 5)
    const one = (await found.one.read()).data
    expect([...(await found.twice.read()).data]).toEqual([...one].map((value) => 2 * value))
  })

  const both = { upper: { weight: 1, above: 0.25 }, lower }
  // One map makes the gradient of the loss itself.
  test.each<[string, readonly number[], SpikeRegularizer, Record<string, number>]>([
    ['one layer', [4], both, { counts: 1, reduce: 3, map: 1 + 4, countsBackward: 1 }],
    ['two layers of one size', [4, 4], both, { counts: 2, reduce: 3, map: 1 + 4, countsBackward: 2 }],
    ['two layers of two sizes', [4, 3], both, { counts: 2, reduce: 6, map: 1 + 7, countsBackward: 2 }],
    ['two layers, with one limit', [4, 4], { lower }, { counts: 2, reduce: 1, map: 1 + 3, countsBackward: 2 }],
  ])('costs a step few kernel calls: of %s', async (_, neurons, o, expected) => {
    const calls: Record<string, number> = {}
    const driver = plainDriver()
    const dense = counted(driver.dense, calls)
    const spiking = { ...driver.spiking, ...counted(pick(driver.spiking), calls) }
    const own = createBackend({ ...driver, dense, spiking })
    const input = own.spikes({ batch: 2, time: 5, neurons: 3, b: [0, 1, 1], t: [0, 1, 3], i: [0, 1, 2] })
    const weights = Object.fromEntries(
      neurons.map((n, k) => [`w${k}`, own.tensor(hostArray(new Float32Array(3 * n).fill(0.9), [3, n]))]),
    )
    await own.step(() => {
      const hidden = neurons.map((n, k) => spikingLayer(layerOf(n), { input, weight: weights[`w${k}`]! }).spikes)
      gradients(spikeRegularizer(hidden, o), weights)
    })
    await own.close()
    expect(calls).toEqual(expected)
  })

  test('refuses numbers that are not finite, tensors of another rank, and nothing at all', () => {
    const x = backend.tensor(hostArray(new Float32Array(12), [2, 3, 2]))
    expect(() => spikeRegularizer([x], { upper: { weight: Number.NaN, above: 1 } })).toThrow(/finite/)
    expect(() => spikeRegularizer([x], { lower: { weight: 1, below: Infinity } })).toThrow(/finite/)
    const flat = backend.tensor(hostArray(new Float32Array(12), [6, 2]))
    expect(() => spikeRegularizer([flat], { lower: { weight: 1, below: 1 } })).toThrow(/\[batch, time, neurons\]/)
    expect(() => spikeRegularizer([x], {})).toThrow(/one limit/)
    expect(() => spikeRegularizer([], { lower: { weight: 1, below: 1 } })).toThrow(/one spike train/)
  })
})
