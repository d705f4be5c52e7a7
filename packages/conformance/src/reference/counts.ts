import { at, lengthOf } from './array.js'
import type { Array64 } from './array.js'

/** The multiply-adds that the sparse rule needs for one layer, by what they are for. */
export interface OperationCounts {
  /** Σ input events · N_out: `V += W[i,:]`. */
  readonly forward: number
  /** Σ input events · N_out: `∇W[i,:] += δ`. */
  readonly weightGradient: number
  /** Σ active inputs · N_out: `ε_i = W[i,:]·δ`. */
  readonly inputGradient: number
}

/** Where the rule may stop: an event at T-1 moves only V[T], and δ[T-1] = 0. */
export interface CountOptions {
  /** Steps of the forward pass whose events count: T-1, or T where V[T] is wanted too. */
  readonly forwardSteps: number
  /** Steps of the backward pass whose events and active inputs count: T-1, or T where a backend reads δ[T-1] = 0. */
  readonly backwardSteps: number
}

/**
 * The multiply-adds predicted for one layer from its input.
 *
 * `spikes` `[batch, steps, inputs]` holds counts: an entry of n is n events. `inputActive` is the mask of the input's
 * active set, or undefined where no gradient of the input is asked for. A bias or a dense current is not counted.
 */
export function countOperations(
  spikes: Array64,
  neurons: number,
  inputActive: Array64 | undefined,
  options: CountOptions,
): OperationCounts {
  return {
    forward: totalBefore(spikes, options.forwardSteps) * neurons,
    weightGradient: totalBefore(spikes, options.backwardSteps) * neurons,
    inputGradient: inputActive ? totalBefore(inputActive, options.backwardSteps) * neurons : 0,
  }
}

/** The sum of the entries of `[batch, steps, neurons]` at t < `steps`. */
export function totalBefore(sequence: Array64, steps: number): number {
  let total = 0
  for (let b = 0; b < lengthOf(sequence, 0); b++) {
    for (let t = 0; t < Math.min(steps, lengthOf(sequence, 1)); t++) {
      for (let i = 0; i < lengthOf(sequence, 2); i++) total += at(sequence, b, t, i)
    }
  }
  return total
}
