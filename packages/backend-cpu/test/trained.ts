import { randomNumbers } from '@snn/conformance'
import {
  adam,
  add,
  crossEntropy,
  gradients,
  hostArray,
  spikeRegularizer,
  type Backend,
  type EventList,
  type LayerCounts,
} from '@snn/core'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'
import { cpu, type CpuOptions } from '../src/cpu.js'

const [time, inputs, classes] = [120, 40, 5]

/** What a training came to: the bits are those of the weights, and of what the optimizer keeps. */
export interface Trained {
  readonly losses: readonly number[]
  readonly layers: readonly (readonly LayerCounts[])[]
  readonly bits: readonly Uint32Array[]
}

/** Samples as real ones are: bursts of very different size, some that end early, and one without any event. */
function unevenBatch(seed: number, batch: number): EventList {
  const numbers = randomNumbers(seed)
  const [b, t, i]: [number[], number[], number[]] = [[], [], []]
  for (let sample = 1; sample < batch; sample++) {
    const length = 1 + numbers.below(time)
    const burst = numbers.below(length)
    for (let n = numbers.below(2) === 0 ? 20 : 2000; n > 0; n--) {
      b.push(sample)
      t.push(n % 3 === 0 ? burst : numbers.below(length))
      i.push(numbers.below(inputs))
    }
  }
  return { batch, time, neurons: inputs, b, t, i }
}

/** Steps on uneven batches of these sizes, two under way. `told` is called with the backend first. */
export async function trained(
  options: CpuOptions,
  batches: readonly number[],
  told?: (backend: Backend) => void,
): Promise<Trained> {
  await using backend = await cpu(options)
  told?.(backend)
  const network = sequential({ dt: 1e-3, backwardThreshold: 0.3 }, [
    spiking(dense(inputs, 70), lif({ tau: 10e-3 })),
    spiking(dense(70, 45, { bias: true }), lif({ tau: 5e-3 })),
    readout(dense(45, classes), leaky({ tau: 10e-3 }), 'sum'),
  ])
  const model = await network.build(backend, { seed: 1 })
  const optimizer = adam(model.parameters, { rate: 5e-3 })
  const layers: (readonly LayerCounts[])[] = []
  const losses = await Promise.all(
    batches.map(async (batch, n) => {
      const spikes = backend.spikes(unevenBatch(n, batch), { bins: 'sum' })
      const labels = backend.tensor(hostArray(Int32Array.from({ length: batch }, (_, k) => (k + n) % classes)))
      const { loss } = await backend.step(
        () => {
          const { logits, hidden } = model.forward(spikes)
          const limits = spikeRegularizer(hidden, { lower: { weight: 100, below: 0.05 } })
          const loss = add(crossEntropy(logits, labels), limits)
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
  bits.push(Uint32Array.from(await optimizer.save()))
  return { losses, layers, bits }
}
