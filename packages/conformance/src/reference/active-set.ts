import { array, at, lengthOf, put, zeros } from './array.js'
import type { Array64 } from './array.js'

/**
 * The active entries of potentials `[batch, steps, neurons]` as a mask of 0 and 1:
 *
 *     |V_j[t] - V_th| < B_th                                     eq. (7) of Perez-Nieves & Goodman 2021
 *
 * S[0] is a constant, so no entry of t = 0 is active. `backwardThreshold` may be `Infinity`: then all others are.
 */
export function activeSet(potentials: Array64, threshold: number, backwardThreshold: number): Array64 {
  const mask = zeros(potentials.shape)
  for (let b = 0; b < lengthOf(potentials, 0); b++) {
    for (let t = 1; t < lengthOf(potentials, 1); t++) {
      for (let j = 0; j < lengthOf(potentials, 2); j++) {
        if (Math.abs(at(potentials, b, t, j) - threshold) < backwardThreshold) put(mask, 1, b, t, j)
      }
    }
  }
  return mask
}

/** The number of entries of a mask that are set. */
export function countActive(mask: Array64): number {
  return mask.data.reduce((count, entry) => count + (entry === 0 ? 0 : 1), 0)
}

/** The values at the set entries of a mask, in (b, t, j) order. */
export function activeValues(values: Array64, mask: Array64): Float64Array {
  return values.data.filter((_, index) => mask.data[index] !== 0)
}

/** The array that has `values`, in (b, t, j) order, at the set entries of a mask and 0 elsewhere. */
export function scatterActive(values: ArrayLike<number>, mask: Array64): Array64 {
  let next = 0
  const data = mask.data.map((entry) => (entry === 0 ? 0 : values[next++]!))
  if (next !== values.length) throw new RangeError(`the mask has ${next} entries set; got ${values.length} values`)
  return array(mask.shape, data)
}
