import { backwardThresholdOf, type NetworkDescription } from './description.js'

/**
 * What is allowed in a network but hardly meant, in words with a remedy.
 * @public
 */
export function networkWarnings(network: NetworkDescription): readonly string[] {
  return network.layers.flatMap((layer, at) => {
    const found: string[] = []
    const { tau } = layer.neuron
    if (tau < network.dt)
      found.push(
        `layer ${at}: the time constant ${tau} s is shorter than a time step of ${network.dt} s, so that nothing is kept from step to step. Both are in seconds.`,
      )
    if (layer.type === 'readout') return found
    const backwardThreshold = backwardThresholdOf(network, layer)
    const { threshold } = layer.neuron
    if (backwardThreshold >= threshold && backwardThreshold < Infinity)
      found.push(
        `layer ${at}: B_th ${backwardThreshold} is not below V_th = ${threshold}: every resting neuron is active, so cost and memory are those of the dense rule. Choose less; the paper uses 0.2.`,
      )
    return found
  })
}
