import type { Runtime } from '../runtime.js'
import type { Backend } from '../types.js'

/** Gives back the buffers that a backend keeps for these layer and readout descriptions: a model's `free`. */
export function releasePlans(backend: Backend, descriptions: Iterable<object>): void {
  ;(backend as unknown as Runtime).plans.release(descriptions)
}
