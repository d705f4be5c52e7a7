import { accumulate, at, expectShape, lengthOf, put, zeros } from './array.js'
import type { Array64 } from './array.js'
import { biasGradient, inputGradient, sumOverSteps, weightGradient } from './sparse-backward.js'

/** How the potentials of a readout become one number a class. */
export type ReadoutOver = 'max' | 'sum' | 'last' | 'mean'

/** Leaky neurons that never spike, one a class. */
export interface LeakyReadout {
  /** `[inputs][classes]`. */
  readonly weights: Array64
  /** `[classes]`: a current that enters at every step, inside the gain 1 - α_r. */
  readonly bias?: Array64
  /** The leak of one step, exp(-Δt / τ_readout). */
  readonly alpha: number
  readonly over: ReadoutOver
}

/** What a readout did. */
export interface ReadoutOutput {
  /** U `[batch, steps, classes]`. */
  readonly potentials: Array64
  /** `[batch, classes]`. */
  readonly logits: Array64
  /** U[T] `[batch, classes]`: the `initial` of what follows. */
  readonly final: Array64
}

/** The gradients of a readout. */
export interface ReadoutGradients {
  /** δ = ∂L/∂I `[batch, steps, classes]`, I the current before the gain 1 - α_r. */
  readonly delta: Array64
  readonly weights: Array64
  readonly bias: Array64
  /** ε of the input `[batch, steps, inputs]`, at every entry. */
  readonly input: Array64
}

/**
 * The leaky readout:
 *
 *     U_c[0] = 0;  U_c[t+1] = α_r U_c[t] + (1 - α_r) (Σ_j W_jc S_j[t] + bias_c)
 *     logit_c = max, sum, last or mean over t = 0 … T-1 of U_c[t]
 *
 * `initial` `[batch, classes]` stands in for U[0] = 0, which counts in all four.
 */
export function readoutForward(readout: LeakyReadout, spikes: Array64, initial?: Array64): ReadoutOutput {
  const { weights, bias, alpha } = readout
  const [batch, steps, inputs, classes] = [...spikes.shape, lengthOf(weights, 1)] as [number, number, number, number]
  expectShape('weights', weights, [inputs, classes])
  if (bias) expectShape('bias', bias, [classes])
  if (initial) expectShape('initial', initial, [batch, classes])
  const potentials = zeros([batch, steps, classes])
  const final = zeros([batch, classes])
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < classes; c++) {
      let U = initial ? at(initial, b, c) : 0
      for (let t = 0; t < steps; t++) {
        put(potentials, U, b, t, c)
        let I = bias ? at(bias, c) : 0
        for (let j = 0; j < inputs; j++) I += at(weights, j, c) * at(spikes, b, t, j)
        U = alpha * U + (1 - alpha) * I
      }
      put(final, U, b, c)
    }
  }
  return { potentials, logits: logitsOf(potentials, readout.over), final }
}

/** One number a class, over t = 0 … T-1: `[batch, steps, classes]` to `[batch, classes]`. */
export function logitsOf(potentials: Array64, over: ReadoutOver): Array64 {
  const [batch, steps, classes] = potentials.shape as [number, number, number]
  const sum = sumOverSteps(potentials)
  const logits = zeros([batch, classes])
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < classes; c++) {
      if (over === 'max') put(logits, at(potentials, b, firstMaximum(potentials, b, c), c), b, c)
      if (over === 'sum') put(logits, at(sum, b, c), b, c)
      if (over === 'last') put(logits, at(potentials, b, steps - 1, c), b, c)
      if (over === 'mean') put(logits, at(sum, b, c) / steps, b, c)
    }
  }
  return logits
}

/**
 * The backward pass of the readout, given ∂L/∂logits `[batch, classes]`:
 *
 *     y_c[T-1] = 0;  y_c[t] = ∂L/∂U_c[t+1] + α_r y_c[t+1];  δ_c[t] = (1 - α_r) y_c[t]
 *     ∇W_jc = Σ_b Σ_t S_j[t] δ_c[t];  ∇bias_c = Σ_b Σ_t δ_c[t];  ε_j[t] = Σ_c W_jc δ_c[t]
 *
 * where a maximum passes its gradient to the first t that reaches it. U[0] is a constant.
 */
export function readoutBackward(
  readout: LeakyReadout,
  spikes: Array64,
  potentials: Array64,
  logitGradient: Array64,
): ReadoutGradients {
  const [batch, steps, classes] = potentials.shape as [number, number, number]
  expectShape('logitGradient', logitGradient, [batch, classes])
  const direct = potentialGradient(potentials, logitGradient, readout.over)
  const delta = zeros(potentials.shape)
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < classes; c++) {
      let y = 0
      for (let t = steps - 2; t >= 0; t--) {
        y = at(direct, b, t + 1, c) + readout.alpha * y
        put(delta, (1 - readout.alpha) * y, b, t, c)
      }
    }
  }
  return {
    delta,
    weights: weightGradient(spikes, delta),
    bias: biasGradient(delta),
    input: inputGradient(readout.weights, delta),
  }
}

/** ∂L/∂U_c[t] by the logits alone, `[batch, steps, classes]`. */
export function potentialGradient(potentials: Array64, logitGradient: Array64, over: ReadoutOver): Array64 {
  const [batch, steps, classes] = potentials.shape as [number, number, number]
  const direct = zeros(potentials.shape)
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < classes; c++) {
      const gradient = at(logitGradient, b, c)
      if (over === 'max') accumulate(direct, gradient, b, firstMaximum(potentials, b, c), c)
      if (over === 'last') accumulate(direct, gradient, b, steps - 1, c)
      for (let t = 0; t < steps; t++) {
        if (over === 'sum') accumulate(direct, gradient, b, t, c)
        if (over === 'mean') accumulate(direct, gradient / steps, b, t, c)
      }
    }
  }
  return direct
}

/** The first t at which U_c[t] is largest. */
export function firstMaximum(potentials: Array64, b: number, c: number): number {
  let best = 0
  for (let t = 1; t < lengthOf(potentials, 1); t++) {
    if (at(potentials, b, t, c) > at(potentials, b, best, c)) best = t
  }
  return best
}

/** The spike counts of a last spiking layer as logits: logit_c = Σ_t S_c[t], `[batch, steps, classes]` to `[batch, classes]`. */
export function countForward(spikes: Array64): Array64 {
  return sumOverSteps(spikes)
}

/** ε_c[t] = ∂L/∂logit_c at every t, `[batch, steps, classes]`. */
export function countBackward(logitGradient: Array64, steps: number): Array64 {
  const [batch, classes] = logitGradient.shape as [number, number]
  const epsilon = zeros([batch, steps, classes])
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < steps; t++) {
      for (let c = 0; c < classes; c++) put(epsilon, at(logitGradient, b, c), b, t, c)
    }
  }
  return epsilon
}
