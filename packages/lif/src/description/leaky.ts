import { checkOptions, checkPositive } from '@snn/core/checks'

/** A leaky integrator that never spikes. @public */
export interface Leaky {
  readonly kind: 'integrator'
  readonly type: 'leaky'
  /** Time constant τ_readout in seconds. */
  readonly tau: number
}

/**
 * Leaky integrators, one a class, with α_r = exp(-Δt/τ):
 *
 *     U[0] = 0;  U[t+1] = α_r U[t] + (1 - α_r) I[t]
 *
 * @param o.tau time constant τ_readout in seconds.
 * @throws ArgumentError when tau is no finite number above 0, or an option is unknown.
 * @public
 */
export function leaky(o: { readonly tau: number }): Leaky {
  return leakyAt('leaky', o)
}

/** `leaky`, whose messages name the place `where`. */
export function leakyAt(where: string, o: { readonly tau?: unknown }): Leaky {
  checkOptions(where, o, ['tau'])
  const { tau } = o
  checkPositive(`${where}.tau`, tau, 'seconds')
  return Object.freeze({ kind: 'integrator', type: 'leaky', tau })
}
