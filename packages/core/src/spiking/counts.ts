import { newTensor } from '../ops/create.js'
import { packed } from '../ops/layout.js'
import { asPublic } from '../runtime.js'
import type { SpikeTrain } from '../spike-train.js'
import type { Tensor } from '../tensor.js'
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
    const recorder = runtime.recorder!
    const output = newTensor(runtime, [source.batch, source.neurons], 'float32')
    recorder.call({
      reads: [],
      writes: [output.buffer],
      encode: (driver) => driver.spiking.counts({ train: source.device, output: output.region }),
    })
    recorder.tape.add({
      name: 'spikeCounts',
      inputs: [source],
      outputs: [output],
      backward: (flow) => {
        const gradient = packed(flow.gradientOf(0)!)
        const into = flow.target(0)
        recorder.call({
          reads: [gradient.buffer],
          writes: [],
          encode: (driver) => driver.spiking.countsBackward({ gradient: gradient.region, into }),
        })
      },
    })
    return output
  })
  return asPublic(result)
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
