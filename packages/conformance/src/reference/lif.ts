import { array, at, expectShape, lengthOf, put, zeros } from './array.js'
import type { Array64 } from './array.js'

/** One layer of leaky integrate-and-fire neurons. */
export interface LifLayer {
  /** Number of neurons, N. */
  readonly neurons: number
  /** `[inputs][neurons]`; absent in a layer that is driven by current alone. */
  readonly weights?: Array64
  /** `[neurons]`: a current that enters at every step. */
  readonly bias?: Array64
  /** The leak of one step, exp(-Δt / τ_mem). */
  readonly alpha: number
  readonly threshold: number
  /** V_r: a spike lowers the potential by V_th - V_r. */
  readonly resetPotential: number
}

/** What drives a layer for `batch` samples of `steps` time steps. */
export interface LifInput {
  readonly batch: number
  readonly steps: number
  /** `[batch, steps, inputs]`: counts of spikes, or any other numbers (a gain, a graded signal). */
  readonly spikes?: Array64
  /** `[batch, neurons]` (the same at every step) or `[batch, steps, neurons]`. */
  readonly current?: Array64
  /** `[batch, neurons]`: the potentials at t = 0; then S[0] = 1 where they exceed the threshold. */
  readonly initial?: Array64
}

/** What a layer did. */
export interface LifOutput {
  /** V `[batch, steps, neurons]`. */
  readonly potentials: Array64
  /** S `[batch, steps, neurons]`, 0 or 1. */
  readonly spikes: Array64
  /** V[T] `[batch, neurons]`, the potentials one step after the last: the `initial` of what follows. */
  readonly final: Array64
}

/**
 * The forward pass of one layer, for t = 0 … T-1:
 *
 *     V_j[t+1] = α V_j[t] + I_j[t] - (V_th - V_r) S_j[t]         eq. (2) of Perez-Nieves & Goodman 2021
 *     I_j[t]   = Σ_i W_ij S_in,i[t] + bias_j + current_j[t]
 *     S_j[t]   = 1 if V_j[t] > V_th else 0                       eq. (4)
 *
 * with V[0] = 0 and S[0] = 0 unless initial potentials are given. Throws a `RangeError` where shapes do not fit.
 */
export function lifForward(layer: LifLayer, input: LifInput): LifOutput {
  checkShapes(layer, input)
  const { batch, steps, initial } = input
  const { neurons, alpha, threshold, resetPotential } = layer
  const potentials = zeros([batch, steps, neurons])
  const spikes = zeros([batch, steps, neurons])
  const final = zeros([batch, neurons])
  for (let b = 0; b < batch; b++) {
    for (let j = 0; j < neurons; j++) {
      let V = initial ? at(initial, b, j) : 0
      let S = initial && V > threshold ? 1 : 0
      for (let t = 0; t < steps; t++) {
        put(potentials, V, b, t, j)
        put(spikes, S, b, t, j)
        V = alpha * V + inputCurrent(layer, input, b, t, j) - (threshold - resetPotential) * S
        S = V > threshold ? 1 : 0
      }
      put(final, V, b, j)
    }
  }
  return { potentials, spikes, final }
}

/** I_j[t] = Σ_i W_ij S_in,i[t] + bias_j + current_j[t] of sample `b`. */
export function inputCurrent(layer: LifLayer, input: LifInput, b: number, t: number, j: number): number {
  const { weights, bias } = layer
  const { spikes, current } = input
  let I = 0
  if (weights && spikes) {
    for (let i = 0; i < lengthOf(weights, 0); i++) I += at(weights, i, j) * at(spikes, b, t, i)
  }
  if (bias) I += at(bias, j)
  if (current) I += current.shape.length === 2 ? at(current, b, j) : at(current, b, t, j)
  return I
}

/** A constant current `[batch, neurons]` written out for every step, `[batch, steps, neurons]`. */
export function repeatCurrent(current: Array64, steps: number): Array64 {
  const [batch, neurons] = [lengthOf(current, 0), lengthOf(current, 1)]
  const result = zeros([batch, steps, neurons])
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < steps; t++) {
      for (let j = 0; j < neurons; j++) put(result, at(current, b, j), b, t, j)
    }
  }
  return result
}

/** Steps `from` (counted) to `to` (not counted) of a sequence `[batch, steps, neurons]`. */
export function sliceSteps(sequence: Array64, from: number, to: number): Array64 {
  const [batch, neurons] = [lengthOf(sequence, 0), lengthOf(sequence, 2)]
  const values: number[] = []
  for (let b = 0; b < batch; b++) {
    for (let t = from; t < to; t++) {
      for (let i = 0; i < neurons; i++) values.push(at(sequence, b, t, i))
    }
  }
  return array([batch, to - from, neurons], values)
}

function checkShapes(layer: LifLayer, input: LifInput): void {
  const { batch, steps, spikes, current, initial } = input
  const { neurons, weights, bias } = layer
  if (spikes && !weights) throw new RangeError('a layer without weights cannot take spikes')
  if (weights) expectShape('weights', weights, [lengthOf(weights, 0), neurons])
  if (weights && spikes) expectShape('spikes', spikes, [batch, steps, lengthOf(weights, 0)])
  if (bias) expectShape('bias', bias, [neurons])
  if (current) expectShape('current', current, current.shape.length === 2 ? [batch, neurons] : [batch, steps, neurons])
  if (initial) expectShape('initial', initial, [batch, neurons])
}
