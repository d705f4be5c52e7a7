import { cpu } from '@snn/backend-cpu'
import { adam, BackendError, crossEntropy, firstOf, gradients, hostArray, type Backend } from '@snn/core'
import { dense, leaky, lif, readout, sequential, spiking, type Model } from '@snn/lif'
import { expect, it } from 'vitest'

const events = {
  ...{ batch: 3, time: 50, neurons: 20 },
  b: Array.from({ length: 300 }, (_, k) => k % 3),
  t: Array.from({ length: 300 }, (_, k) => (k * 7) % 50),
  i: Array.from({ length: 300 }, (_, k) => (k * 11) % 20),
}
const network = sequential({ dt: 1e-3 }, [
  spiking(dense(20, 30), lif({ tau: 10e-3 })),
  readout(dense(30, 4), leaky({ tau: 10e-3 }), 'max'),
])

function step(model: Model, optimizer: { update(gradients: Model['parameters']): void }): Promise<{ loss: number }> {
  const { backend } = model
  const spikes = backend.spikes(events)
  const labels = backend.tensor(hostArray(Int32Array.of(0, 1, 2)))
  return backend.step(() => {
    const loss = crossEntropy(model.forward(spikes).logits, labels)
    optimizer.update(gradients(loss, model.parameters))
    return { loss }
  })
}

it('take the first backend there is, move a model and its optimizer to another', async () => {
  const absent = (): Promise<Backend> => Promise.reject(new BackendError({ what: 'there is no GPU here' }))
  const why: string[] = []
  const backend = await firstOf([absent, cpu], { skipped: (reason) => why.push(String(reason)) })
  expect(backend.name).toBe('cpu')
  expect(why).toEqual(['BackendError: there is no GPU here.'])

  const model = await network.build(backend, { seed: 0 })
  const optimizer = adam(model.parameters, { rate: 1e-2 })
  for (let k = 0; k < 5; k++) await step(model, optimizer)

  const other = await cpu({ threads: 1 })
  const moved = await model.copyTo(other)
  const movedOptimizer = await optimizer.copyTo(moved)
  for (let k = 0; k < 5; k++) expect(await step(moved, movedOptimizer)).toEqual(await step(model, optimizer))
  expect(await moved.save()).toEqual(await model.save())
  await backend.close()
  await expect(moved.save()).resolves.toBeInstanceOf(Uint8Array) // the copy does not depend on where it came from
  await other.close()
})

it('operands of different backends are refused by name', async () => {
  const [here, there] = [await cpu({ threads: 1 }), await cpu({ threads: 1 })]
  const model = await network.build(here, { seed: 0 })
  const spikes = there.spikes(events)
  await expect(model.run(spikes)).rejects.toMatchObject({ code: 'BACKEND', fix: expect.stringContaining('copyTo') })
  await here.close()
  await there.close()
})
