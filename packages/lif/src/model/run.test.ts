import type { Backend } from '@snn/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backends } from '../testing/backends.js'
import { lively, randomEvents, smallNet } from '../testing/nets.js'

describe.each(backends)('a run on $name', ({ make }) => {
  let backend: Backend
  beforeAll(async () => {
    backend = await make()
  })
  afterAll(() => backend.close())

  const run = async (record?: readonly ('spikes' | 'potentials' | 'active')[], over: 'max' | 'counts' = 'max') => {
    const model = await smallNet({ over }).build(backend, { seed: 0, initializer: lively })
    return model.run(backend.spikes(randomEvents(1, 3, 20, 7)), record ? { record } : {})
  }

  it('gives the logits of the forward pass', async () => {
    const model = await smallNet().build(backend, { seed: 0, initializer: lively })
    const spikes = backend.spikes(randomEvents(1, 3, 20, 7))
    const { logits } = await backend.step(() => ({ logits: model.forward(spikes).logits }))
    expect((await model.run(spikes)).logits).toEqual(await logits.read())
  })

  it('records potentials that explain the spikes, and active entries that lie near the threshold', async () => {
    const { record } = await run(['spikes', 'potentials', 'active'])
    for (const layer of [0, 1]) {
      const { b, t, i, batch, time, neurons } = await record.layer(layer).spikes()
      const potentials = await record.layer(layer).potentials()
      expect(potentials.shape).toEqual([batch, time, neurons])
      const spikes = new Set(Array.from(b, (_, k) => (b[k]! * time + t[k]!) * neurons + i[k]!))
      expect(spikes.size).toBeGreaterThan(0)
      for (const [cell, v] of potentials.data.entries()) expect(v > 0.9).toBe(spikes.has(cell))
      const active = await record.layer(layer).active()
      for (let k = 0; k < active.b.length; k++) {
        const v = potentials.data[(active.b[k]! * time + active.t[k]!) * neurons + active.i[k]!]!
        expect(active.potentials[k]).toBeCloseTo(v, 6)
        expect(Math.abs(v - 0.9)).toBeLessThan(0.4001)
      }
      expect(active.b.length).toBeGreaterThan(0)
    }
  })

  it('records the potentials of the readout, whose maximum is the logits', async () => {
    const { logits, record } = await run(['potentials'])
    const { data, shape } = await record.layer(2).potentials()
    expect(shape).toEqual([3, 20, 4])
    for (let b = 0; b < 3; b++)
      for (let c = 0; c < 4; c++) {
        const course = Array.from({ length: 20 }, (_, t) => data[(b * 20 + t) * 4 + c]!)
        expect(logits.data[b * 4 + c]).toBe(Math.max(...course))
      }
  })

  it('counts the spikes of a last spiking layer', async () => {
    const { logits, record } = await run(['spikes'], 'counts')
    const { b, i } = await record.layer(2).spikes()
    const counts = new Float32Array(12)
    for (let k = 0; k < b.length; k++) counts[b[k]! * 4 + i[k]!]! += 1
    expect(logits.data).toEqual(counts)
    expect(b.length).toBeGreaterThan(0)
  })

  it('says what was not recorded and how to', async () => {
    const { record } = await run(['spikes'])
    await expect(record.layer(0).potentials()).rejects.toMatchObject({
      code: 'ARGUMENT',
      message:
        "potentials of layer 0 (dense 7 → 9) were not recorded.\n  Ask for them: model.run(input, { record: ['potentials'] }).",
    })
    await expect(record.layer(2).spikes()).rejects.toMatchObject({ message: expect.stringContaining('never spikes') })
    expect(() => record.layer(3)).toThrow('expected a layer from 0 to 2; got 3')
  })

  it.each([
    ['an unknown kind of record', { record: ['weights'] }],
    ['a record that is no list', { record: 'spikes' }],
    ['an unknown option', { records: [] }],
  ])('refuses %s', async (_, o) => {
    const model = await smallNet().build(backend, { seed: 0 })
    const spikes = backend.spikes(randomEvents(1, 3, 20, 7))
    await expect(model.run(spikes, o as never)).rejects.toMatchObject({ code: 'ARGUMENT' })
  })
})
