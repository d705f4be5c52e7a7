import { zip } from './array.js'
import type { Array64 } from './array.js'
import { lifForward } from './lif.js'
import type { LifInput, LifLayer, LifOutput } from './lif.js'
import { crossEntropy, lowerSpikeRegularizer, meanSquaredError, upperSpikeRegularizer } from './losses.js'
import type { LossAndGradient, LowerRegularizer, UpperRegularizer } from './losses.js'
import { countBackward, countForward, readoutBackward, readoutForward } from './readout.js'
import type { LeakyReadout, ReadoutGradients, ReadoutOutput } from './readout.js'
import { lifBackward } from './sparse-backward.js'
import type { LifGradients } from './sparse-backward.js'
import type { Surrogate } from './surrogates.js'

/** A LIF layer with what its backward pass needs, and the regularizers on its own spikes. */
export interface SpikingLayer extends LifLayer {
  readonly surrogate: Surrogate
  /** B_th, `Infinity` for the dense rule. */
  readonly backwardThreshold: number
  readonly upper?: UpperRegularizer
  readonly lower?: LowerRegularizer
}

/** A feed-forward network; without a readout its logits are the spike counts of the last layer. */
export interface Network {
  readonly layers: readonly SpikingLayer[]
  readonly readout?: LeakyReadout
}

/** The input of the first layer, and potentials at t = 0 where they are carried over. */
export interface NetworkInput extends Omit<LifInput, 'initial'> {
  /** One `[batch, neurons]` per spiking layer. */
  readonly initial?: readonly Array64[]
  /** U[0] `[batch, classes]`. */
  readonly readoutInitial?: Array64
}

/** What the logits are compared with. */
export type Target =
  | { readonly kind: 'cross-entropy'; readonly labels: ArrayLike<number> }
  | { readonly kind: 'mean-squared-error'; readonly targets: Array64 }

/** What a network did. */
export interface NetworkOutput {
  readonly layers: readonly LifOutput[]
  readonly readout?: ReadoutOutput
  readonly logits: Array64
}

/** A loss by its parts; `loss` is their sum. */
export interface NetworkLoss {
  readonly loss: number
  /** The part that compares logits and target. */
  readonly data: number
  /** Both regularizers of each spiking layer, together. */
  readonly regularizers: readonly number[]
}

/** All gradients of a loss. */
export interface NetworkGradients extends NetworkLoss {
  readonly logits: Array64
  /** ε = ∂L/∂S of each spiking layer at every entry, the layer's own regularizers included. */
  readonly epsilon: readonly Array64[]
  readonly layers: readonly LifGradients[]
  readonly readout?: ReadoutGradients
}

/** The forward pass, layer by layer. */
export function networkForward(network: Network, input: NetworkInput): NetworkOutput {
  const { batch, steps } = input
  const layers: LifOutput[] = []
  for (const [l, layer] of network.layers.entries()) {
    const initial = input.initial?.[l]
    layers.push(lifForward(layer, { ...inputOf(input, layers, l), ...(initial ? { initial } : {}), batch, steps }))
  }
  const spikes = layers.at(-1)!.spikes
  if (!network.readout) return { layers, logits: countForward(spikes) }
  const readout = readoutForward(network.readout, spikes, input.readoutInitial)
  return { layers, readout, logits: readout.logits }
}

/** The loss of a forward pass. */
export function networkLoss(network: Network, output: NetworkOutput, target: Target): NetworkLoss {
  return lossOf(dataLoss(output.logits, target), network, output)
}

/** The loss of a forward pass and its gradients, from the last layer to the first. */
export function networkBackward(
  network: Network,
  input: NetworkInput,
  output: NetworkOutput,
  target: Target,
): NetworkGradients {
  const data = dataLoss(output.logits, target)
  const last = output.layers.at(-1)!
  const readout =
    network.readout && output.readout
      ? readoutBackward(network.readout, last.spikes, output.readout.potentials, data.gradient)
      : undefined
  let above = readout ? readout.input : countBackward(data.gradient, input.steps)
  const epsilon: Array64[] = []
  const layers: LifGradients[] = []
  for (let l = network.layers.length - 1; l >= 0; l--) {
    const layer = network.layers[l]!
    const { potentials, spikes } = output.layers[l]!
    for (const { gradient } of regularizersOf(layer, spikes)) above = zip(above, gradient, (a, b) => a + b)
    const { surrogate, backwardThreshold } = layer
    const source = inputOf(input, output.layers, l).spikes
    const gradients = lifBackward(layer, {
      ...(source ? { spikes: source } : {}),
      potentials,
      epsilon: above,
      surrogate,
      backwardThreshold,
    })
    epsilon.unshift(above)
    layers.unshift(gradients)
    if (l > 0) above = gradients.input!
  }
  const loss = lossOf(data, network, output)
  return { ...loss, logits: data.gradient, epsilon, layers, ...(readout ? { readout } : {}) }
}

/** What drives layer `l`: the network's input, or the spikes of the layer before. */
function inputOf(
  input: NetworkInput,
  layers: readonly LifOutput[],
  l: number,
): { spikes?: Array64; current?: Array64 } {
  if (l > 0) return { spikes: layers[l - 1]!.spikes }
  const { spikes, current } = input
  return { ...(spikes ? { spikes } : {}), ...(current ? { current } : {}) }
}

function lossOf(data: LossAndGradient, network: Network, output: NetworkOutput): NetworkLoss {
  const regularizers = network.layers.map((layer, l) =>
    regularizersOf(layer, output.layers[l]!.spikes).reduce((total, { loss }) => total + loss, 0),
  )
  return { loss: regularizers.reduce((a, b) => a + b, data.loss), data: data.loss, regularizers }
}

function regularizersOf({ upper, lower }: SpikingLayer, spikes: Array64): LossAndGradient[] {
  const parts: LossAndGradient[] = []
  if (upper) parts.push(upperSpikeRegularizer(spikes, upper))
  if (lower) parts.push(lowerSpikeRegularizer(spikes, lower))
  return parts
}

function dataLoss(logits: Array64, target: Target): LossAndGradient {
  return target.kind === 'cross-entropy'
    ? crossEntropy(logits, target.labels)
    : meanSquaredError(logits, target.targets)
}
