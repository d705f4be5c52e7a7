import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dense } from '../description/dense.js'
import { readout, spiking } from '../description/layer.js'
import { leaky } from '../description/leaky.js'
import { lif } from '../description/lif.js'
import { sequential, type Network } from './network.js'

const numRuns = Number(process.env['SNN_RUNS'] ?? 50)
const tau = 10e-3

const net = (inputs: number, hidden: number, classes: number, backwardThreshold = 0.2): Network =>
  sequential({ dt: 1e-3, backwardThreshold }, [
    spiking(dense(inputs, hidden), lif({ tau })),
    spiking(dense(hidden, hidden), lif({ tau })),
    readout(dense(hidden, classes), leaky({ tau }), 'max'),
  ])

const shapes = fc.record({
  batch: fc.integer({ min: 1, max: 2000 }),
  steps: fc.integer({ min: 1, max: 2000 }),
  density: fc.double({ min: 0, max: 1, noNaN: true }),
})

describe('a forecast', () => {
  it('is whole bytes, forward and backward add up, and the dense rule needs more', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { forward, backward, total, dense } = net(700, 200, 20).forecast(shape)
        for (const bytes of [forward, backward, total]) expect(Number.isSafeInteger(bytes)).toBe(true)
        expect(forward + backward).toBe(total)
        expect(dense.total).toBeGreaterThan(total)
      }),
      { numRuns },
    )
  })

  it('grows with batch, steps, density, spikes and activity', () => {
    const base = { batch: 64, steps: 100, density: 0.01, spikes: 0.01, activity: 0.01 }
    const bytes = (o: Partial<typeof base>): number => net(700, 200, 20).forecast({ ...base, ...o }).total
    for (const more of [{ batch: 65 }, { steps: 101 }, { density: 0.02 }, { spikes: 0.02 }, { activity: 0.02 }])
      expect(bytes(more)).toBeGreaterThan(bytes({}))
  })

  it('by the sparse rule holds less than a byte a cell when nothing spikes', () => {
    const cells = 256 * 500 * 2 * 200
    const nothing = { batch: 256, steps: 500, density: 0, spikes: 0, activity: 0 }
    expect(net(700, 200, 20).forecast(nothing).total).toBeLessThan(cells)
    expect(net(700, 200, 20).forecast(nothing).dense.total).toBeGreaterThan(4 * cells)
  })

  it('of a network whose B_th is Infinity is that of the dense rule', () => {
    const shape = { batch: 10, steps: 100, density: 0.1 }
    const { dense, assumed: _, ...bytes } = net(700, 200, 20, Infinity).forecast(shape)
    expect(bytes).toEqual(dense)
    expect(bytes).toEqual(net(700, 200, 20).forecast(shape).dense)
  })

  it('refuses a step beyond the limit, with the shape, the need and the remedy', () => {
    const network = net(700, 200, 20)
    const shape = { steps: 500, density: 0.02 }
    const limit = 50e6
    expect(() => network.forecast({ batch: 4096, ...shape, limit })).toThrow(
      expect.objectContaining({
        code: 'MEMORY',
        message: expect.stringMatching(
          /^a step of 4096 samples × 500 steps through 700 ─ 200 lif ─ 200 lif ─ 20 leaky \(max\) may need .* [MG]iB; there are 47\.7 MiB\.\n {2}Use a batch of at most \d+, or fewer time steps\.$/,
        ),
      }),
    )
    expect(() => network.forecast({ batch: 1, ...shape, limit: 1000 })).toThrow(
      'Use fewer time steps or smaller layers',
    )
  })

  it('has the largest batch as its inverse', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1e5, max: 1e9 }), ({ steps, density }, bytes) => {
        const network = net(784, 100, 10)
        for (const rule of ['sparse', 'dense'] as const) {
          const most = network.largestBatch({ bytes, steps, density, rule })
          const need = (batch: number): number => {
            const forecast = network.forecast({ batch, steps, density })
            return rule === 'dense' ? forecast.dense.total : forecast.total
          }
          if (most > 0) expect(need(most)).toBeLessThanOrEqual(bytes)
          expect(need(most + 1)).toBeGreaterThan(bytes)
        }
      }),
      { numRuns },
    )
  })

  it.each([
    ['a batch of 0', { batch: 0, steps: 1, density: 0 }],
    ['a density above 1', { batch: 1, steps: 1, density: 1.5 }],
    ['no steps', { batch: 1, density: 0 }],
    ['an unknown option', { batch: 1, steps: 1, density: 0, rate: 1 }],
  ])('refuses %s', (_, o) => {
    expect(() => net(7, 2, 2).forecast(o as never)).toThrow(expect.objectContaining({ code: 'ARGUMENT' }))
  })
})

describe('a summary', () => {
  it('shows shapes, parameters, events and bytes', () => {
    const text = net(784, 200, 10).summary({ batch: 256, steps: 100, density: 0.005 })
    expect(text).toContain('784 ─ 200 lif ─ 200 lif ─ 10 leaky (max)')
    expect(text).toMatch(/^ +0 +dense 784 → 200 +lif, τ 10 ms, B_th 0\.2, fastSigmoid 100 +156,800 +512,000 +512,000$/m)
    expect(text).toMatch(/^ +2 +dense 200 → 10 +leaky, τ 10 ms, max over time +2,000$/m)
    expect(text).toContain('198,800 parameters')
    expect(text).toContain('100,352 input events')
    expect(text).not.toContain('warning')
  })

  it('says what is hardly meant', () => {
    expect(net(784, 200, 10, 1.5).summary()).toContain('warning: layer 0: B_th 1.5 is not below V_th = 1')
  })
})
