import { cpu } from '@snn/backend-cpu'
import { webgpu } from '@snn/backend-webgpu'
import { adam, crossEntropy, firstOf, gradients, hostArray, type Backend } from '@snn/core'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'
import { expect, it } from 'vitest'

const network = sequential({ dt: 1e-3 }, [
  spiking(dense(20, 30), lif({ tau: 10e-3 })),
  readout(dense(30, 4), leaky({ tau: 10e-3 }), 'max'),
])

/** The same program, whatever it runs on. */
async function train(backend: Backend): Promise<number[]> {
  const events = {
    ...{ batch: 3, time: 50, neurons: 20 },
    b: Array.from({ length: 300 }, (_, k) => k % 3),
    t: Array.from({ length: 300 }, (_, k) => (k * 7) % 50),
    i: Array.from({ length: 300 }, (_, k) => (k * 11) % 20),
  }
  const model = await network.build(backend, { seed: 0 })
  const optimizer = adam(model.parameters, { rate: 1e-2 })
  const spikes = backend.spikes(events)
  const labels = backend.tensor(hostArray(Int32Array.of(0, 1, 2)))
  const losses: number[] = []
  for (let step = 0; step < 5; step++) {
    const { loss } = await backend.step(() => {
      const loss = crossEntropy(model.forward(spikes).logits, labels)
      optimizer.update(gradients(loss, model.parameters))
      return { loss }
    })
    losses.push(loss)
  }
  return losses
}

it('use the GPU where there is one, the processor elsewhere', async () => {
  const why: string[] = []
  const backend = await firstOf([webgpu, cpu], { skipped: (reason) => why.push(String(reason)) })
  expect(why).toHaveLength(backend.name === 'webgpu' ? 0 : 1)
  const processor = await cpu()
  const [here, there] = [await train(backend), await train(processor)]
  for (const [step, loss] of here.entries()) expect(loss).toBeCloseTo(there[step]!, 3)
  expect(here.at(-1)!).toBeLessThan(here[0]!)
  await backend.close()
  await processor.close()
}, 120_000)
