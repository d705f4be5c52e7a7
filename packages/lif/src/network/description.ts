import { numeric, ShapeError } from '@snn/core'
import { checkOptions, checkPositive, checkWhole, expected } from '@snn/core/checks'
import { checkBackwardThreshold } from '../description/backward-threshold.js'
import { isKind } from '../description/is-kind.js'
import type { Layer, SpikingLayer } from '../description/layer.js'
import { layerName } from './names.js'

/** What a network is, without weights and without what can be done with it. @public */
export interface NetworkDescription {
  /** Δt, the length of a time step in seconds. */
  readonly dt: number
  /** B_th of layers that have none of their own; Infinity is the dense rule. */
  readonly backwardThreshold: number
  /** Time steps for an input that is constant in time, where the call gives none. */
  readonly steps?: number
  readonly layers: readonly Layer[]
  /** Neurons of the input. */
  readonly inputs: number
  /** Classes: neurons of the last layer. */
  readonly outputs: number
}

/** Options of {@link sequential}. @public */
export interface SequentialOptions {
  /** Δt, the length of a time step in seconds. */
  readonly dt: number
  /** B_th, above 0 (default 0.2, the paper's); a layer may have its own; Infinity is the dense rule. */
  readonly backwardThreshold?: number
  /** Time steps for an input that is constant in time, `[batch, neurons]`, where the call gives none. */
  readonly steps?: number
}

/** Checks options and layers and puts them together. @throws ArgumentError or ShapeError that names the place. */
export function describeNetwork(
  where: string,
  o: { readonly [name in keyof SequentialOptions]?: unknown },
  layers: unknown,
): NetworkDescription {
  checkOptions(where, o, ['dt', 'backwardThreshold', 'steps'])
  const { dt, backwardThreshold = 0.2, steps } = o
  checkPositive(`${where}.dt`, dt, 'seconds')
  checkBackwardThreshold(`${where}.backwardThreshold`, backwardThreshold)
  if (steps !== undefined) checkWhole(`${where}.steps`, steps)
  checkLayers(layers)
  return {
    dt,
    backwardThreshold,
    ...(steps === undefined ? {} : { steps }),
    layers: Object.freeze([...layers]),
    inputs: layers[0]!.synapse.inputs,
    outputs: layers.at(-1)!.synapse.outputs,
  }
}

function checkLayers(layers: unknown): asserts layers is readonly Layer[] {
  if (!Array.isArray(layers) || layers.length === 0)
    throw expected('the second argument of sequential', 'a list of layers', layers, 'Give at least one layer.')
  for (const [at, layer] of layers.entries()) {
    if (!isKind<Layer>(layer, 'layer'))
      throw expected(
        `layer ${at}`,
        'a layer',
        layer,
        'Make one: spiking(dense(…), lif(…)) or readout(dense(…), leaky(…), over).',
      )
    if (layer.type === 'readout' && at !== layers.length - 1)
      throw new ShapeError({
        what: `layer ${at} (${layerName(layer)}) is a readout and is followed by ${layers.length - 1 - at} more`,
        where: `layer ${at}`,
        context: 'A readout makes logits, not spikes.',
        fix: 'Put the readout last, or make it a spiking layer.',
      })
    if (at > 0) checkSizes(layers[at - 1], layer, at)
  }
}

function checkSizes(before: Layer, layer: Layer, at: number): void {
  const comes = before.synapse.outputs
  const { inputs, outputs } = layer.synapse
  if (comes === inputs) return
  throw new ShapeError({
    what: `layer ${at} (${layerName(layer)}) was given a spike train of ${comes} neurons`,
    where: `layer ${at}`,
    context: `It comes from layer ${at - 1} (${layerName(before)}), which makes ${comes}.`,
    fix: `Make layer ${at} dense(${comes}, ${outputs}), or layer ${at - 1} dense(${before.synapse.inputs}, ${inputs}).`,
  })
}

/** α = exp(-Δt/τ) of a layer. */
export function alphaOf({ dt }: NetworkDescription, layer: Layer): number {
  return numeric.exp(-dt / layer.neuron.tau)
}

/** B_th of a spiking layer. */
export function backwardThresholdOf(network: NetworkDescription, layer: SpikingLayer): number {
  return layer.backwardThreshold ?? network.backwardThreshold
}

/** Whether every resting neuron of the layer is active, so that its cost and memory are those of the dense rule. */
export function isActiveAtRest(network: NetworkDescription, layer: SpikingLayer): boolean {
  return backwardThresholdOf(network, layer) >= layer.neuron.threshold
}

/** One parameter of a model: where it belongs and its shape. @public */
export interface ParameterDescription {
  /** `layer0.weight`, `layer0.bias`, … */
  readonly name: string
  /** Index of the layer. */
  readonly layer: number
  readonly role: 'weight' | 'bias'
  /** `[inputs, outputs]` of a weight, `[outputs]` of a bias. */
  readonly shape: readonly number[]
}

/** The parameters of a model of this network, in the order of the layers. */
export function parametersOf({ layers }: NetworkDescription): readonly ParameterDescription[] {
  return layers.flatMap(({ synapse: { inputs, outputs, bias } }, layer): ParameterDescription[] => {
    const weight = { name: weightName(layer), layer, role: 'weight', shape: [inputs, outputs] } as const
    return bias ? [weight, { name: biasName(layer), layer, role: 'bias', shape: [outputs] }] : [weight]
  })
}

export function weightName(layer: number): string {
  return `layer${layer}.weight`
}

export function biasName(layer: number): string {
  return `layer${layer}.bias`
}
