import { cpu } from '@snn/backend-cpu'
import { dense, leaky, lif, networkFromJSON, readout, sequential, spiking } from '@snn/lif'
import { expect, it } from 'vitest'

const network = sequential({ dt: 1e-3 }, [
  spiking(dense(20, 30), lif({ tau: 10e-3 })),
  readout(dense(30, 4), leaky({ tau: 10e-3 }), 'max'),
])
const [b, t, i]: [number[], number[], number[]] = [[], [], []]
for (let event = 0; event < 800; event++) {
  b.push(event % 2)
  t.push((event * 7) % 50)
  i.push((event * 11) % 20)
}
const events = { batch: 2, time: 50, neurons: 20, b, t, i }

it('record spikes, potentials and active entries', async () => {
  const backend = await cpu()
  const model = await network.build(backend, { seed: 0 })
  const { logits, record } = await model.run(backend.spikes(events), { record: ['spikes', 'potentials', 'active'] })
  const spikes = await record.layer(0).spikes()
  const potentials = await record.layer(0).potentials()
  const active = await record.layer(0).active()
  expect(potentials.shape).toEqual([2, 50, 30])

  // A spike is where V > 1, an active entry where |V - 1| < B_th: nowhere else.
  const above = [...potentials.data].filter((v) => v > 1).length
  const near = [...potentials.data].filter((v) => Math.abs(v - 1) < 0.2).length
  expect(above).toBeGreaterThan(0)
  expect(spikes.t.length).toBe(above)
  expect(active.t.length).toBe(near)

  const readoutPotentials = await record.layer(1).potentials()
  const largest = Array.from({ length: 4 }, (_, c) =>
    Math.max(...Array.from({ length: 50 }, (_, step) => readoutPotentials.data[step * 4 + c]!)),
  )
  expect([...logits.data.slice(0, 4)]).toEqual(largest)
  await backend.close()
})

it('know shapes, cost and memory before anything is allocated', () => {
  expect(network.summary()).toContain('20')
  const { total } = network.forecast({ batch: 256, steps: 500, density: 0.015 })
  expect(total).toBeGreaterThan(4 * (20 * 30 + 30 * 4))
  expect(() => network.forecast({ batch: 256, steps: 500, density: 0.015, limit: total - 1 })).toThrow(
    expect.objectContaining({ code: 'MEMORY' }),
  )
  expect(networkFromJSON(JSON.parse(JSON.stringify(network))).fingerprint).toBe(network.fingerprint)
})
