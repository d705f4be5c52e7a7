import { adam, cosineRate, type Optimizer } from '@snn/core'
import type { Backend } from '@snn/core'
import { batches, type DataSet } from '@snn/data'
import {
  calibrate,
  dense,
  fastSigmoid,
  leaky,
  lif,
  normalWeights,
  readout,
  sequential,
  spiking,
  uniformWeights,
  type Model,
  type Network,
} from '@snn/lif'
import type { Settings } from './settings.js'

/** Spiking layers one after the other and a leaky readout, for the inputs and classes of a set. */
export function networkOf(
  { hidden, dt, tau, tauReadout, slope, over, backwardThreshold }: Settings,
  { neurons, classes }: Pick<DataSet, 'neurons' | 'classes'>,
): Network {
  const sizes = [neurons, ...hidden]
  const neuron = lif({ tau, surrogate: fastSigmoid({ slope }) })
  return sequential({ dt, backwardThreshold }, [
    ...hidden.map((outputs, k) => spiking(dense(sizes[k]!, outputs), neuron)),
    readout(dense(sizes.at(-1)!, classes.length), leaky({ tau: tauReadout }), over),
  ])
}

/** A fresh model with its first weights. */
export async function modelOf(network: Network, backend: Backend, settings: Settings, train: DataSet): Promise<Model> {
  const { seed, weights, batch: size, calibrate: rate } = settings
  const initializer = weights === 'uniform' ? uniformWeights() : normalWeights()
  const model = await network.build(backend, { seed, initializer })
  if (rate === undefined) return model
  for await (const { spikes } of batches(backend, train, { size, seed, epoch: 0 })) {
    await calibrate(model, spikes, { rate })
    break
  }
  return model
}

/** Adam with the schedule of the settings. */
export function optimizerOf(
  model: Model,
  { rate, schedule, epochs, batch }: Settings,
  samples: number,
): Optimizer<Model['parameters']> {
  const updates = epochs * Math.ceil(samples / batch)
  return adam(model.parameters, {
    rate: schedule === 'constant' ? rate : cosineRate({ from: rate, to: rate / 100, updates }),
  })
}
