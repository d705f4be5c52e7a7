import { randomNumbers } from '@snn/conformance'
import { adam, crossEntropy, gradients, hostArray, type LayerCounts } from '@snn/core'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'
import { expect, it } from 'vitest'
import { cpu, type CpuOptions } from '../src/cpu.js'
import { watchOrders } from '../test/orders.js'

const [time, inputs, classes] = [120, 30, 5]

interface Trained {
  readonly losses: readonly number[]
  readonly layers: readonly (readonly LayerCounts[])[]
  readonly bits: readonly Uint32Array[]
}

/** Steps on batches of these sizes, two under way. */
async function trained(options: CpuOptions, batches: readonly number[]): Promise<Trained> {
  await using backend = await cpu(options)
  const network = sequential({ dt: 1e-3, backwardThreshold: 0.3 }, [
    spiking(dense(inputs, 50), lif({ tau: 10e-3 })),
    readout(dense(50, classes), leaky({ tau: 10e-3 }), 'sum'),
  ])
  const model = await network.build(backend, { seed: 1 })
  const optimizer = adam(model.parameters, { rate: 5e-3 })
  const layers: (readonly LayerCounts[])[] = []
  const losses = await Promise.all(
    batches.map(async (batch, n) => {
      const numbers = randomNumbers(n)
      const list = (below: number): number[] => Array.from({ length: 100 * batch }, () => numbers.below(below))
      const [b, t, i] = [list(batch), list(time), list(inputs)]
      const spikes = backend.spikes({ batch, time, neurons: inputs, b, t, i }, { bins: 'sum' })
      const labels = backend.tensor(hostArray(Int32Array.from({ length: batch }, (_, k) => (k + n) % classes)))
      const { loss } = await backend.step(
        () => {
          const loss = crossEntropy(model.forward(spikes).logits, labels)
          optimizer.update(gradients(loss, model.parameters))
          return { loss }
        },
        { report: (step) => void layers.push(step.layers) },
      )
      return loss
    }),
  )
  const bits: Uint32Array[] = []
  for (const tensor of Object.values(model.parameters)) bits.push(new Uint32Array((await tensor.read()).data.buffer))
  return { losses, layers, bits }
}

/** The groups that went to workers of a pool while something was done. */
async function orders(work: () => Promise<unknown>): Promise<string[]> {
  const found = new Set<string>()
  const end = watchOrders(Worker, ({ groups }) => void found.add(groups.join()))
  await work().finally(end)
  return [...found]
}

it('workers with memories of their own do the work, and end in the bits of one thread', async () => {
  const batches = [20, 9, 144, 1, 20]
  let found: Trained
  const groups = await orders(async () => (found = await trained({ threads: 2, apart: 0 }, batches)))
  expect(groups.toSorted()).toEqual(['0,4', '0,8', '4,8', '8,16'])
  expect(found!).toEqual(await trained({ threads: 1 }, batches))
  const [{ forward, weightGradient }] = found!.layers[0] as [LayerCounts]
  expect(Math.min(forward, weightGradient)).toBeGreaterThan(0)
})

it('a page without isolation headers gives them batches that are worth it, and others none', async () => {
  expect(await orders(() => trained({ threads: 2 }, [20, 120]))).toEqual([])
  const groups = await orders(() => trained({ threads: 2 }, [20, 144]))
  expect(groups.toSorted()).toEqual(crossOriginIsolated ? [] : ['0,8', '8,16'])
})
