import type { LayerDescription, ReadoutDescription } from '@snn/core'
import type { SpikingLayer } from '../description/layer.js'
import { alphaOf, backwardThresholdOf, type NetworkDescription } from '../network/description.js'

/**
 * Numbers of the layers as kernels want them. Made once a model, since a backend keeps the buffers of a layer by the identity
 * of its description.
 */
export interface KernelLayers {
  readonly spiking: readonly LayerDescription[]
  /** The first layer, driven by a current instead of events; absent where the first layer is the readout. */
  readonly first: LayerDescription | undefined
  readonly readout: ReadoutDescription | undefined
}

/** @param rule 'dense' puts B_th = Infinity in every layer. */
export function kernelLayers(network: NetworkDescription, rule: 'sparse' | 'dense'): KernelLayers {
  const spiking = network.layers
    .filter((layer) => layer.type === 'spiking')
    .map((layer) => layerDescription(network, layer, rule === 'dense' ? Infinity : backwardThresholdOf(network, layer)))
  const first = spiking[0] && Object.freeze({ ...spiking[0], inputs: 0 })
  const last = network.layers.at(-1)!
  const readout =
    last.type === 'readout'
      ? Object.freeze({
          inputs: last.synapse.inputs,
          classes: last.synapse.outputs,
          alpha: alphaOf(network, last),
          over: last.over,
        })
      : undefined
  return { spiking, first, readout }
}

function layerDescription(
  network: NetworkDescription,
  layer: SpikingLayer,
  backwardThreshold: number,
): LayerDescription {
  const { synapse, neuron } = layer
  return Object.freeze({
    inputs: synapse.inputs,
    neurons: synapse.outputs,
    alpha: alphaOf(network, layer),
    threshold: neuron.threshold,
    reset: neuron.threshold - neuron.reset,
    backwardThreshold,
    surrogate: neuron.surrogate.expression,
  })
}

/** All descriptions, to give their plans back. */
export function descriptionsOf({ spiking, first, readout }: KernelLayers): readonly object[] {
  return [...spiking, ...(first ? [first] : []), ...(readout ? [readout] : [])]
}
