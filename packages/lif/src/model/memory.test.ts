import { cpu } from '@snn/backend-cpu'
import { add, crossEntropy, gradients, hostArray, resetPeak, spikeRegularizer, type LayerCounts } from '@snn/core'
import { describe, expect, it } from 'vitest'
import { dense } from '../description/dense.js'
import { readout, spiking } from '../description/layer.js'
import { leaky } from '../description/leaky.js'
import { lif } from '../description/lif.js'
import { sequential, type Network } from '../network/network.js'
import { randomEvents } from '../testing/nets.js'
import { calibrate } from './calibrate.js'

const tau = 10e-3
const networkOf = (hidden: number): Network =>
  sequential({ dt: 1e-3 }, [
    spiking(dense(200, hidden), lif({ tau })),
    spiking(dense(hidden, hidden), lif({ tau })),
    readout(dense(hidden, 10), leaky({ tau }), 'max'),
  ])

describe('bytes of a training step on cpu', () => {
  it.each([
    [64, 100, 1, 100],
    [64, 100, 6, 100],
    [7, 300, 2, 100],
    [1, 100, 2, 100],
    [16, 40, 1, 900],
  ])(
    '%i samples of %i steps at %i spikes a neuron, %i of them in a layer: no more than forecast, and not much less',
    async (batch, time, rate, hidden) => {
      const network = networkOf(hidden)
      const backend = await cpu({ threads: 1 })
      const model = await network.build(backend, { seed: 0 })
      const events = randomEvents(1, batch, time, 200, 0.02)
      const spikes = backend.spikes(events)
      const labels = backend.tensor(hostArray(Int32Array.from({ length: batch }, (_, b) => b % 10)))
      await calibrate(model, spikes, { rate, tolerance: 0.1 })
      const density = events.b.length / (batch * time * 200)
      for (const rule of ['sparse', 'dense'] as const) {
        resetPeak(backend)
        let layers: readonly LayerCounts[] = []
        const update = () => {
          const { logits, hidden } = model.forward(spikes, { rule })
          const loss = add(crossEntropy(logits, labels), spikeRegularizer(hidden, { lower: { weight: 1, below: 1 } }))
          gradients(loss, model.parameters)
          return { loss }
        }
        await backend.step(update, { report: (report) => void ({ layers } = report) })
        const most = (part: 'events' | 'active'): number =>
          Math.max(...layers.slice(0, 2).map((layer) => layer[part] / layer.cells))
        const measured = { spikes: most('events'), activity: rule === 'dense' ? 0 : most('active') }
        const forecast = network.forecast({ batch, steps: time, density, ...measured })
        const total = rule === 'dense' ? forecast.dense.total : forecast.total
        expect(backend.memory.peak).toBeLessThanOrEqual(total)
        expect(total).toBeLessThan(2 * backend.memory.peak + 1e6)
      }
      await backend.close()
    },
  )
})
