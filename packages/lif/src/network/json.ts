import type { Synapse } from '../description/dense.js'
import type { Layer, Over } from '../description/layer.js'
import type { Neuron } from '../description/lif.js'
import { surrogateToJson, type SurrogateJson } from '../description/surrogate.js'
import type { NetworkDescription } from './description.js'

export const FORMAT = 'snn-network'
export const VERSION = 1

/** A number, or Infinity, which JSON lacks. */
type Threshold = number | 'infinity'

/** A network as JSON. @public */
export interface NetworkJson {
  readonly format: typeof FORMAT
  readonly version: typeof VERSION
  /** Seconds. */
  readonly dt: number
  readonly backwardThreshold: Threshold
  readonly steps?: number
  readonly layers: readonly LayerJson[]
}

/** A layer as JSON. @public */
export type LayerJson =
  | {
      readonly type: 'spiking'
      readonly synapse: SynapseJson
      readonly neuron: NeuronJson
      readonly backwardThreshold?: Threshold
    }
  | {
      readonly type: 'readout'
      readonly synapse: SynapseJson
      readonly neuron: { readonly type: 'leaky'; readonly tau: number }
      readonly over: Over
    }

/** Synapses as JSON. @public */
export interface SynapseJson {
  readonly type: 'dense'
  readonly inputs: number
  readonly outputs: number
  readonly bias: boolean
}

/** A neuron as JSON. @public */
export interface NeuronJson {
  readonly type: 'lif'
  readonly tau: number
  readonly threshold: number
  readonly reset: number
  readonly surrogate: SurrogateJson
}

/** A network as JSON; `descriptionFromJson` reads it. */
export function networkToJson({ dt, backwardThreshold, steps, layers }: NetworkDescription): NetworkJson {
  return {
    format: FORMAT,
    version: VERSION,
    dt,
    backwardThreshold: thresholdToJson(backwardThreshold),
    ...(steps === undefined ? {} : { steps }),
    layers: layers.map(layerToJson),
  }
}

function layerToJson(layer: Layer): LayerJson {
  if (layer.type === 'readout') {
    const { type, synapse, neuron, over } = layer
    return { type, synapse: synapseToJson(synapse), neuron: { type: neuron.type, tau: neuron.tau }, over }
  }
  const { type, synapse, neuron, backwardThreshold } = layer
  const own = backwardThreshold === undefined ? {} : { backwardThreshold: thresholdToJson(backwardThreshold) }
  return { type, synapse: synapseToJson(synapse), neuron: neuronToJson(neuron), ...own }
}

function synapseToJson({ type, inputs, outputs, bias }: Synapse): SynapseJson {
  return { type, inputs, outputs, bias }
}

function neuronToJson({ type, tau, threshold, reset, surrogate }: Neuron): NeuronJson {
  return { type, tau, threshold, reset, surrogate: surrogateToJson(surrogate) }
}

function thresholdToJson(value: number): Threshold {
  return value === Infinity ? 'infinity' : value
}
