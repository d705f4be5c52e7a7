import { cpu } from '@snn/backend-cpu'
import { openRun, readModel } from '@snn/cli/training'
import { CheckpointError, numeric, UnsupportedError, type SpikeRegularizer } from '@snn/core'
import { networkFromCheckpoint, type Network } from '@snn/lif'
import { folder, type Store } from '@snn/train'
import type { Work } from './work.js'

/** What a trained network says of a work. */
export type Trained = Pick<
  Work,
  'sizes' | 'alpha' | 'alphaReadout' | 'over' | 'backwardThreshold' | 'regularizer' | 'weights' | 'origin'
> & {
  /** Seconds a step. */
  readonly dt: number
}

/**
 * The network, the weights of a run folder's last checkpoint, and the regularizers that it is trained with.
 * @throws CheckpointError where there is none; UnsupportedError for a network that a work cannot describe.
 */
export async function trainedNetwork(path: string): Promise<Trained> {
  const store = folder(path)
  const found = await readModel(path, store)
  if (!found)
    throw new CheckpointError({
      what: `${path} has no checkpoint`,
      fix: 'Give the folder that `snn train` has printed.',
    })
  const { key, bytes } = found
  const network = networkFromCheckpoint(bytes)
  const described = describe(network)
  await using backend = await cpu({ threads: 1 })
  const model = await network.load(backend, bytes)
  const weights: Float32Array[] = []
  for (const { name } of network.parameters) weights.push((await model.parameters[name]!.read()).data)
  const regularizer = await regularizerOf(store, path)
  return { ...described, regularizer, weights, origin: { run: path, checkpoint: key, regularizer } }
}

/** Those of `snn train`, which writes its settings down; none are known of a run that `fit` alone has made. */
async function regularizerOf(store: Store, path: string): Promise<SpikeRegularizer | undefined> {
  if ((await store.list('config.json')).length === 0) return undefined
  const { regularizers } = (await openRun(path)).config.settings
  return regularizers.upper || regularizers.lower ? regularizers : undefined
}

/** A work has LIF layers of one α, V_th = 1 and V_r = 0 behind plain synapses, and a readout. */
function describe(network: Network): Omit<Trained, 'weights' | 'regularizer' | 'origin'> {
  const { dt, inputs, layers } = network
  const last = layers.at(-1)!
  const hidden = layers.filter((layer) => layer.type === 'spiking')
  const thresholds = new Set(hidden.map((layer) => layer.backwardThreshold ?? network.backwardThreshold))
  const taus = new Set(hidden.map(({ neuron }) => neuron.tau))
  const plain = layers.every(({ synapse }) => synapse.type === 'dense' && !synapse.bias)
  const usual = hidden.every(({ neuron }) => neuron.type === 'lif' && neuron.threshold === 1 && neuron.reset === 0)
  if (last.type !== 'readout' || !plain || !usual || taus.size !== 1 || thresholds.size !== 1)
    throw new UnsupportedError({
      what: 'this network cannot be made a work',
      context: 'A work has LIF layers of one τ and one B_th, V_th = 1, V_r = 0, synapses without bias, and a readout.',
      fix: 'Give a run of such a network.',
    })
  return {
    dt,
    sizes: [inputs, ...layers.map(({ synapse }) => synapse.outputs)],
    alpha: numeric.exp(-dt / hidden[0]!.neuron.tau),
    alphaReadout: numeric.exp(-dt / last.neuron.tau),
    over: last.over,
    backwardThreshold: [...thresholds][0]!,
  }
}
