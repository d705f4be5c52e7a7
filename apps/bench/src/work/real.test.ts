import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cpu } from '@snn/backend-cpu'
import { sharedData } from '@snn/conformance'
import { adam } from '@snn/core'
import { fromEvents } from '@snn/data'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'
import { fit, folder } from '@snn/train'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realWork } from './real.js'
import { trainedNetwork } from './trained.js'

let path: string
beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'snn-real-'))
})
afterAll(() => rm(path, { recursive: true }))

/** One epoch on two samples, with its checkpoint in a folder. */
async function trainedRun(at: string): Promise<string> {
  const network = sequential({ dt: 2e-3, backwardThreshold: 0.3 }, [
    spiking(dense(6, 4), lif({ tau: 10e-3 })),
    readout(dense(4, 3), leaky({ tau: 20e-3 }), 'sum'),
  ])
  const events = { batch: 2, time: 20, neurons: 6, b: [0, 1], t: [1, 2], i: [3, 4] }
  const train = fromEvents(events, { labels: [0, 2], classes: ['a', 'b', 'c'] })
  await using backend = await cpu({ threads: 1 })
  const model = await network.build(backend, { seed: 1 })
  const optimizer = adam(model.parameters, { rate: 1e-3 })
  for await (const _ of fit(model, { train, epochs: 1, batch: 2, optimizer, store: folder(at) }));
  return at
}

const data = sharedData('nmnist-small.tar.gz')

describe.skipIf(data === undefined)('work of N-MNIST samples', () => {
  const options = { data: 'nmnist', folder: join(data ?? '', '..'), hidden: [10, 10], batch: 3, time: 60 }

  it('holds sorted events, none twice, and meets its targets', async () => {
    const work = await realWork({ ...options, spikeDensity: [0.02] })
    expect(work).toMatchObject({ batch: 3, time: 60, sizes: [1156, 10, 10, 10], origin: { data: 'nmnist' } })
    const cells = Array.from({ length: work.events.length / 3 }, (_, k) => {
      const [b, t, i] = work.events.subarray(3 * k, 3 * k + 3)
      return (b! * 60 + t!) * 1156 + i!
    })
    expect(cells.length).toBeGreaterThan(1000)
    expect(cells.every((cell, k) => k === 0 || cell > cells[k - 1]!)).toBe(true)
    const [first] = work.origin['calibrated'] as { spikeDensity: number }[]
    expect(first!.spikeDensity).toBeCloseTo(0.02, 2)
  })

  it('refuses a run of other data', async () => {
    const run = await trainedRun(join(path, 'other'))
    await expect(realWork({ ...options, run })).rejects.toThrow(/--run has 6 inputs and 3 classes/)
  })
})

it('Fashion-MNIST comes with the library: no folder is needed', async () => {
  const work = await realWork({ data: 'fashion-mnist', hidden: [6], batch: 4, time: 20 })
  expect(work).toMatchObject({ batch: 4, time: 20, sizes: [784, 6, 10], over: 'max' })
  expect(work.events.length / 3).toBeGreaterThan(100)
  await expect(realWork({ data: 'fashion-mnist', hidden: [6], batch: 7000 })).rejects.toThrow(/has 6000 samples/)
})

it('takes the network and the weights of the last checkpoint of a run', async () => {
  const trained = await trainedNetwork(await trainedRun(join(path, 'run')))
  expect(trained).toMatchObject({ dt: 2e-3, sizes: [6, 4, 3], over: 'sum', backwardThreshold: 0.3 })
  expect(trained.alpha).toBeCloseTo(Math.exp(-0.2), 7)
  expect(trained.regularizer).toBeUndefined()
  expect(trained.weights.map(({ length }) => length)).toEqual([24, 12])
  expect(trained.weights[0]!.some((weight) => weight !== 0)).toBe(true)
})

it('takes the regularizers that snn train has written down', async () => {
  const at = await trainedRun(join(path, 'regularized'))
  const regularizers = { lower: { weight: 100, below: 1e-3 } }
  const config = { format: 'snn-run', version: 1, settings: { regularizers } }
  await folder(at).put('config.json', new TextEncoder().encode(JSON.stringify(config)))
  expect(await trainedNetwork(at)).toMatchObject({ regularizer: regularizers, origin: { regularizer: regularizers } })
})
