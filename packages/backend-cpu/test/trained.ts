import { randomNumbers } from '@snn/conformance'
import { adam, crossEntropy, gradients, hostArray, type Backend, type LayerCounts } from '@snn/core'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'
import { cpu, type CpuOptions } from '../src/cpu.js'

const [time, inputs, classes] = [120, 30, 5]

/** What a training came to. */
export interface Trained {
  readonly losses: readonly number[]
  readonly layers: readonly (readonly LayerCounts[])[]
  readonly bits: readonly Uint32Array[]
}

/** Steps on batches of these sizes, two under way. `told` is called with the backend first. */
export async function trained(
  options: CpuOptions,
  batches: readonly number[],
  told?: (backend: Backend) => void,
): Promise<Trained> {
  await using backend = await cpu(options)
  told?.(backend)
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
