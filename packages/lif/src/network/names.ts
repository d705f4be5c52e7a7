import type { Layer } from '../description/layer.js'
import type { NetworkDescription } from './description.js'

/** A layer in a few words: `dense 784 → 200`. */
export function layerName({ synapse: { inputs, outputs } }: Layer): string {
  return `dense ${inputs} → ${outputs}`
}

/**
 * A network in one line: `784 ─ 200 lif ─ 10 leaky (max)`.
 * @public
 */
export function outline({ inputs, layers }: NetworkDescription): string {
  const parts = layers.map((layer) =>
    layer.type === 'spiking'
      ? `${layer.synapse.outputs} ${layer.neuron.type}`
      : `${layer.synapse.outputs} ${layer.neuron.type} (${layer.over})`,
  )
  return [String(inputs), ...parts].join(' ─ ')
}
