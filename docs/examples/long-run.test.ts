import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cpu } from '@snn/backend-cpu'
import { adam, type Backend } from '@snn/core'
import { subset } from '@snn/data'
import { fashionMnistSample } from '@snn/fashion-mnist'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'
import { evaluate, fit, folder, memory, type Store } from '@snn/train'
import { afterAll, beforeAll, expect, it } from 'vitest'

const upTo = (length: number): number[] => Array.from({ length }, (_, k) => k)
const network = sequential({ dt: 1e-3 }, [
  spiking(dense(784, 40), lif({ tau: 10e-3 })),
  readout(dense(40, 10), leaky({ tau: 10e-3 }), 'max'),
])

let place: string
beforeAll(async () => void (place = await mkdtemp(join(tmpdir(), 'snn-example-'))))
afterAll(() => rm(place, { recursive: true, force: true }))

/** The program of these examples: whatever stopped it before, the same call on the same store goes on. */
async function start(backend: Backend, store: Store, signal?: AbortSignal) {
  const images = await fashionMnistSample()
  const model = await network.build(backend, { seed: 0 })
  const optimizer = adam(model.parameters, { rate: 1e-3 })
  const [train, test] = [subset(images.train, upTo(300)), subset(images.test, upTo(100))]
  const run = fit(model, { train, test, epochs: 3, batch: 50, optimizer, store, ...(signal && { signal }) })
  return { model, run, test }
}

it('train with a store, stop by break, go on to the same bits', async () => {
  const backend = await cpu()
  const whole = await start(backend, memory())
  const rows: number[] = []
  for await (const epoch of whole.run) {
    expect(epoch.testAccuracy).toBeGreaterThanOrEqual(0)
    expect(epoch.activity).toHaveLength(1)
    rows.push(epoch.loss)
  }
  expect(rows).toHaveLength(3)
  expect(rows[2]!).toBeLessThan(rows[0]!)
  expect(await whole.run.done).toHaveLength(3)

  const stopped = await start(backend, folder(join(place, 'broken')))
  for await (const epoch of stopped.run) {
    if (epoch.index === 0) break // ends cleanly, with a checkpoint
  }
  const resumed = await start(backend, folder(join(place, 'broken')))
  const epochs = await resumed.run.done
  expect(epochs.map(({ loss }) => loss)).toEqual(rows)
  expect(await resumed.model.save()).toEqual(await whole.model.save())

  const again = await network.load(backend, await resumed.model.save())
  const { accuracy } = await evaluate(again, resumed.test)
  expect(accuracy).toBe(epochs.at(-1)!.testAccuracy)
  await backend.close()
})

it('stop by a signal in the middle of an epoch, go on to the same bits', async () => {
  const backend = await cpu()
  const whole = await start(backend, memory())
  await whole.run.done

  const abort = new AbortController()
  const store = folder(join(place, 'aborted'))
  const stopped = await start(backend, store, abort.signal)
  stopped.run.on('batch', ({ step }) => step === 8 && abort.abort())
  expect(await stopped.run.done).toHaveLength(1)

  const resumed = await start(backend, store)
  let from = 0
  resumed.run.on('resume', ({ step }) => (from = step))
  await resumed.run.done
  expect(from).toBeGreaterThanOrEqual(8)
  expect(from).toBeLessThan(12)
  expect(await resumed.model.save()).toEqual(await whole.model.save())
  await backend.close()
})
