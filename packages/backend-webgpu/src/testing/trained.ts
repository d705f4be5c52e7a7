import { adam } from '@snn/core'
import { subset, type DataSet } from '@snn/data'
import { fashionMnistSample } from '@snn/fashion-mnist'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'
import { webgpu, type WebgpuOptions } from '../webgpu.js'
import { losses } from './losses.js'

/** The first embedded images. */
export async function firstImages(count: number): Promise<DataSet> {
  const { train } = await fashionMnistSample()
  return subset(
    train,
    Array.from({ length: count }, (_, k) => k),
  )
}

export interface Trained {
  readonly losses: readonly number[]
  readonly weights: Uint8Array
}

/** What four steps of training on images end with, to the bit. */
export async function trained(
  set: DataSet,
  options: WebgpuOptions,
  { hidden = [24, 16], backwardThreshold = 0.2 } = {},
): Promise<Trained> {
  const backend = await webgpu(options)
  const layers = hidden.map((neurons, l) => spiking(dense(hidden[l - 1] ?? 784, neurons), lif({ tau: 10e-3 })))
  const network = sequential({ dt: 1e-3, backwardThreshold }, [
    ...layers,
    readout(dense(hidden.at(-1)!, 10), leaky({ tau: 10e-3 }), 'sum'),
  ])
  const model = await network.build(backend, { seed: 0 })
  const optimizer = adam(model.parameters, { rate: 1e-2 })
  const found = await losses({ model, optimizer }, set, { steps: 4, batch: 8 })
  const weights = await model.save()
  await backend.close()
  return { losses: found, weights }
}
