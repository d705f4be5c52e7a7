import { cpu } from '@snn/backend-cpu'
import { hostArray } from '@snn/core'
import { spikesFromDense } from '@snn/data'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'
import { expect, it } from 'vitest'

const network = sequential({ dt: 1e-3, steps: 100 }, [
  spiking(dense(700, 50), lif({ tau: 10e-3 })),
  readout(dense(50, 20), leaky({ tau: 10e-3 }), 'sum'),
])

it("one's own events, from lists or from a dense array", async () => {
  const backend = await cpu()
  const model = await network.build(backend, { seed: 0 })
  const b = Array.from({ length: 900 }, (_, k) => k % 2)
  const t = Array.from({ length: 900 }, (_, k) => (k * 7) % 100)
  const i = Array.from({ length: 900 }, (_, k) => (k * 11) % 700)
  const fromLists = backend.spikes({ batch: 2, time: 100, neurons: 700, b, t, i })

  const counts = new Uint8Array(100 * 2 * 700)
  for (let k = 0; k < b.length; k++) counts[(t[k]! * 2 + b[k]!) * 700 + i[k]!] = 1
  const view = { data: counts, shape: [100, 2, 700], stride: [2 * 700, 700, 1], offset: 0 }
  const fromDense = backend.spikes(spikesFromDense(view, 'time,batch,neurons')) // as in snnTorch

  const { logits } = await model.run(fromLists)
  expect(logits.shape).toEqual([2, 20])
  expect(logits.data.some((value) => value !== 0)).toBe(true)
  expect((await model.run(fromDense)).logits.data).toEqual(logits.data)
  await backend.close()
})

it('a current in place of spikes, constant or per step', async () => {
  const backend = await cpu()
  const model = await network.build(backend, { seed: 0 })
  const images = hostArray(
    Float32Array.from({ length: 3 * 700 }, (_, k) => (k % 7) / 70),
    [3, 700],
  )
  const repeated = hostArray(
    Float32Array.from({ length: 3 * 100 * 700 }, (_, k) => images.data[Math.floor(k / 70_000) * 700 + (k % 700)]!),
    [3, 100, 700],
  )
  const constant = await model.run(backend.tensor(images), { record: ['spikes'] })
  const perStep = await model.run(backend.tensor(repeated), { record: ['spikes'] })
  const spikes = await constant.record.layer(0).spikes()
  expect(spikes.t.length).toBeGreaterThan(0)
  expect(await perStep.record.layer(0).spikes()).toEqual(spikes)
  await backend.close()
})

it('events outside of the grid are refused', async () => {
  const backend = await cpu()
  const late = { batch: 1, time: 100, neurons: 700, b: [0], t: [100], i: [0] }
  expect(() => backend.spikes(late)).toThrow(expect.objectContaining({ code: 'DATA' }))
  await backend.close()
})
