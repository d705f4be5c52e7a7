import { ArgumentError } from '@snn/core'
import { checkFinite, checkOptions, checkPositive, expected } from '@snn/core/checks'
import { isSurrogate, type Surrogate } from './surrogate.js'
import { fastSigmoid } from './surrogates.js'

/** A leaky integrate-and-fire neuron. @public */
export interface Lif {
  readonly kind: 'neuron'
  readonly type: 'lif'
  /** Membrane time constant τ_mem in seconds. */
  readonly tau: number
  /** V_th. */
  readonly threshold: number
  /** V_r: a spike subtracts V_th - V_r. */
  readonly reset: number
  readonly surrogate: Surrogate
}

/** What makes spikes of currents. @public */
export type Neuron = Lif

/** Options of {@link lif}. @public */
export interface LifOptions {
  /** Membrane time constant τ_mem in seconds. */
  readonly tau: number
  /** V_th, above 0 (default 1). */
  readonly threshold?: number
  /** V_r, below V_th (default 0): a spike subtracts V_th - V_r. */
  readonly reset?: number
  /** g(V - V_th), which stands for the derivative of a spike (default `fastSigmoid({ slope: 100 })`, the paper's). */
  readonly surrogate?: Surrogate
}

/**
 * Leaky integrate-and-fire neurons, eqs. (2) and (4) of Perez-Nieves & Goodman 2021, with α = exp(-Δt/τ):
 *
 *     V[0] = 0;  V[t+1] = α V[t] + I[t] - (V_th - V_r) S[t];  S[t] = 1 where V[t] > V_th
 *
 * The current of an input spike at t moves V at t+1. No gradient flows through the reset.
 * @throws ArgumentError when a value is out of range or an option is unknown.
 * @public
 */
export function lif(o: LifOptions): Lif {
  return lifAt('lif', o)
}

/** `lif`, whose messages name the place `where`. */
export function lifAt(where: string, o: { readonly [name in keyof LifOptions]?: unknown }): Lif {
  checkOptions(where, o, ['tau', 'threshold', 'reset', 'surrogate'])
  const { tau, threshold = 1, reset = 0, surrogate = fastSigmoid() } = o
  checkPositive(`${where}.tau`, tau, 'seconds')
  checkPositive(`${where}.threshold`, threshold)
  checkFinite(`${where}.reset`, reset)
  if (reset >= threshold)
    throw new ArgumentError({
      what: `${where}.reset must be below the threshold ${threshold}; got ${reset}`,
      where: `${where}.reset`,
      context: 'A spike subtracts V_th - V_r, so that otherwise a neuron that spikes once would never stop.',
      fix: 'Leave it out: V_r = 0.',
    })
  if (!isSurrogate(surrogate))
    throw expected(
      `${where}.surrogate`,
      'a surrogate',
      surrogate,
      "Make one: fastSigmoid(), or surrogate('cusp', (u) => …).",
    )
  return Object.freeze({ kind: 'neuron', type: 'lif', tau, threshold, reset, surrogate })
}
