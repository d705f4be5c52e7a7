import type { Flow } from '../autograd/tape.js'
import { newTensor } from '../ops/create.js'
import { packed } from '../ops/layout.js'
import { asPublic } from '../runtime.js'
import type { HeldTrain, SpikeTrain } from '../spike-train.js'
import type { DeviceTensor, Tensor } from '../tensor.js'
import { asTrain } from '../value.js'

/**
 * Spikes of each neuron in each sample: Σ_t S_j[t].
 * @returns float32 [batch, neurons], differentiable on the active set.
 * @public
 */
export function spikeCounts(train: SpikeTrain): Tensor {
  const source = asTrain(train, 'spikeCounts')
  const { runtime } = source
  const result = runtime.operate(() => {
    const output = newTensor(runtime, [source.batch, source.neurons], 'float32')
    countInto(source, output)
    runtime.recorder!.tape.add({
      name: 'spikeCounts',
      inputs: [source],
      outputs: [output],
      backward: (flow) => giveCounts(flow, 0, flow.gradientOf(0)!),
    })
    return output
  })
  return asPublic(result)
}

/** Writes the spikes of each neuron in each sample to a packed tensor [batch, neurons]. */
export function countInto(source: HeldTrain, output: DeviceTensor): void {
  source.runtime.recorder!.call({
    reads: [],
    writes: [output.buffer],
    encode: (driver) => driver.spiking.counts({ train: source.device, output: output.region }),
  })
}

/** Gives the gradient [batch, neurons] of the counts of a train to that train, an input of an operation. */
export function giveCounts(flow: Flow, input: number, counts: DeviceTensor<'float32'>): void {
  const gradient = packed(counts)
  const into = flow.target(input)
  counts.runtime.recorder!.call({
    reads: [gradient.buffer],
    writes: [],
    encode: (driver) => driver.spiking.countsBackward({ gradient: gradient.region, into }),
  })
}

/**
 * The train as a dense array: for the unrolled rule and for plots, never for the sparse path.
 * @returns float32 [batch, time, neurons]: the number of events in each bin. No gradient flows through it.
 * @public
 */
export function toDense(train: SpikeTrain): Tensor {
  const source = asTrain(train, 'toDense')
  const { runtime } = source
  const result = runtime.operate(() => {
    const output = newTensor(runtime, [source.batch, source.time, source.neurons], 'float32')
    runtime.recorder!.call({
      reads: [],
      writes: [output.buffer],
      encode: (driver) => driver.spiking.toDense({ train: source.device, output: output.region }),
    })
    return output
  })
  return asPublic(result)
}
