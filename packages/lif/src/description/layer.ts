import { checkOneOf, checkOptions, expected } from '@snn/core/checks'
import { checkBackwardThreshold } from './backward-threshold.js'
import type { Synapse } from './dense.js'
import { isKind } from './is-kind.js'
import type { Leaky } from './leaky.js'
import type { Neuron } from './lif.js'

/** Synapses and the neurons they drive. @public */
export interface SpikingLayer {
  readonly kind: 'layer'
  readonly type: 'spiking'
  readonly synapse: Synapse
  readonly neuron: Neuron
  /** B_th of this layer; absent: the network's. */
  readonly backwardThreshold?: number
}

/** Synapses and leaky integrators, whose potentials over time become one logit a class. @public */
export interface ReadoutLayer {
  readonly kind: 'layer'
  readonly type: 'readout'
  readonly synapse: Synapse
  readonly neuron: Leaky
  readonly over: Over
}

/** A layer of a network. @public */
export type Layer = SpikingLayer | ReadoutLayer

/** How the potentials U[t], t = 0 … T-1, of a readout become a logit: U[0] = 0 counts, ties of max go to the first. @public */
export type Over = 'max' | 'sum' | 'last' | 'mean'

const OVERS: readonly Over[] = ['max', 'sum', 'last', 'mean']

/**
 * A layer of spiking neurons behind synapses.
 * @param o.backwardThreshold B_th: neuron j is active at t, and then passes gradient, where |V_j[t] - V_th| < B_th, eq. (7)
 *   of Perez-Nieves & Goodman 2021; Infinity is dense surrogate-gradient descent (default: the network's).
 * @throws ArgumentError when an argument is of another kind or B_th is not above 0.
 * @public
 */
export function spiking(
  synapse: Synapse,
  neuron: Neuron,
  o: { readonly backwardThreshold?: number } = {},
): SpikingLayer {
  return spikingAt('spiking', synapse, neuron, o)
}

/** `spiking`, whose messages name the place `where`. */
export function spikingAt(
  where: string,
  synapse: unknown,
  neuron: unknown,
  o: { readonly backwardThreshold?: unknown },
): SpikingLayer {
  checkSynapse(where, synapse)
  if (!isKind<Neuron>(neuron, 'neuron'))
    throw expected(`the second argument of ${where}`, 'a neuron', neuron, 'Make one: lif({ tau: 10e-3 }).')
  checkOptions(where, o, ['backwardThreshold'])
  const { backwardThreshold } = o
  if (backwardThreshold === undefined) return Object.freeze({ kind: 'layer', type: 'spiking', synapse, neuron })
  checkBackwardThreshold(`${where}.backwardThreshold`, backwardThreshold)
  return Object.freeze({ kind: 'layer', type: 'spiking', synapse, neuron, backwardThreshold })
}

/**
 * The last layer of a network: leaky integrators whose potentials over time become the logits `[batch, outputs]`.
 * @param over their maximum, sum, last value or mean over t = 0 … T-1.
 * @throws ArgumentError when an argument is of another kind.
 * @public
 */
export function readout(synapse: Synapse, neuron: Leaky, over: Over): ReadoutLayer {
  return readoutAt('readout', synapse, neuron, over)
}

/** `readout`, whose messages name the place `where`. */
export function readoutAt(where: string, synapse: unknown, neuron: unknown, over: unknown): ReadoutLayer {
  checkSynapse(where, synapse)
  if (!isKind<Leaky>(neuron, 'integrator'))
    throw expected(`the second argument of ${where}`, 'a leaky integrator', neuron, 'Make one: leaky({ tau: 10e-3 }).')
  checkOneOf(`the third argument of ${where}`, over, OVERS)
  return Object.freeze({ kind: 'layer', type: 'readout', synapse, neuron, over })
}

function checkSynapse(where: string, value: unknown): asserts value is Synapse {
  if (!isKind<Synapse>(value, 'synapse'))
    throw expected(`the first argument of ${where}`, 'a synapse', value, 'Make one: dense(784, 200).')
}
