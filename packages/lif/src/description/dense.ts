import { checkOptions, checkWhole, expected } from '@snn/core/checks'

/** All-to-all synapses: I_j[t] = Σ_i W_ij S_i[t] (+ bias_j). @public */
export interface Dense {
  readonly kind: 'synapse'
  readonly type: 'dense'
  /** Presynaptic neurons. */
  readonly inputs: number
  /** Postsynaptic neurons. */
  readonly outputs: number
  /** Whether each postsynaptic neuron has a constant current of its own, added at every step. */
  readonly bias: boolean
}

/** How events reach neurons. @public */
export type Synapse = Dense

/**
 * All-to-all synapses between `inputs` and `outputs` neurons, weights W `[inputs, outputs]`.
 * @param inputs presynaptic neurons, from 1.
 * @param outputs postsynaptic neurons, from 1.
 * @param o.bias whether each output has a current of its own, `[outputs]`, added at every step (default: none).
 * @throws ArgumentError when a size is no whole number from 1, or an option is unknown.
 * @public
 */
export function dense(inputs: number, outputs: number, o: { readonly bias?: boolean } = {}): Dense {
  return denseAt('dense', inputs, outputs, o)
}

/** `dense`, whose messages name the place `where`. */
export function denseAt(where: string, inputs: unknown, outputs: unknown, o: { readonly bias?: unknown }): Dense {
  checkWhole(`${where}.inputs`, inputs)
  checkWhole(`${where}.outputs`, outputs)
  checkOptions(where, o, ['bias'])
  const { bias = false } = o
  if (typeof bias !== 'boolean') throw expected(`${where}.bias`, 'true or false', bias)
  return Object.freeze({ kind: 'synapse', type: 'dense', inputs, outputs, bias })
}
