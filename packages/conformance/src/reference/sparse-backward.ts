import { activeSet } from './active-set.js'
import { accumulate, at, expectShape, lengthOf, put, zeros, zip } from './array.js'
import type { Array64 } from './array.js'
import type { LifLayer } from './lif.js'
import type { Surrogate } from './surrogates.js'

/** What the backward pass of one layer needs from the forward pass and from above. */
export interface LifBackwardInput {
  /** The input of the forward pass, `[batch, steps, inputs]`. */
  readonly spikes?: Array64
  /** V `[batch, steps, neurons]`. */
  readonly potentials: Array64
  /** ε = ∂L/∂S `[batch, steps, neurons]`; what stands outside the active set is not looked at. */
  readonly epsilon: Array64
  readonly surrogate: Surrogate
  /** B_th; `Infinity` gives dense surrogate-gradient backpropagation through time. */
  readonly backwardThreshold: number
  /** The active set of the input as a mask `[batch, steps, inputs]`; absent: every entry. */
  readonly inputActive?: Array64
}

/** The gradients of one layer. */
export interface LifGradients {
  /** The active set as a mask `[batch, steps, neurons]`. */
  readonly active: Array64
  /** λ `[batch, steps, neurons]`. */
  readonly lambda: Array64
  /** δ = ∂L/∂I `[batch, steps, neurons]`: also the gradient of a current per step. */
  readonly delta: Array64
  /** ∂L/∂current `[batch, neurons]` for a current that is the same at every step. */
  readonly constantCurrent: Array64
  /** ∂L/∂bias `[neurons]`. */
  readonly bias: Array64
  /** ∂L/∂W `[inputs][neurons]`; absent in a layer without weights. */
  readonly weights?: Array64
  /** ε of the input, `[batch, steps, inputs]`, zero outside the input's active set; absent in a layer without weights. */
  readonly input?: Array64
}

/** The sparse backward pass of one layer: eqs. (8), (11), (9) and (12) of Perez-Nieves & Goodman 2021. */
export function lifBackward(layer: LifLayer, backward: LifBackwardInput): LifGradients {
  const { potentials, epsilon, spikes, inputActive } = backward
  expectShape('epsilon', epsilon, potentials.shape)
  const active = activeSet(potentials, layer.threshold, backward.backwardThreshold)
  const lambda = lambdaOf(layer, backward, active)
  const delta = deltaOf(lambda, layer.alpha)
  const shared = { active, lambda, delta, constantCurrent: sumOverSteps(delta), bias: biasGradient(delta) }
  if (!layer.weights || !spikes) return shared
  const input = inputGradient(layer.weights, delta)
  return {
    ...shared,
    weights: weightGradient(spikes, delta),
    input: inputActive ? zip(input, inputActive, (value, mask) => value * mask) : input,
  }
}

/** λ_j[t] = ε_j[t] g(V_j[t] - V_th) where active, else 0: eq. (8). */
export function lambdaOf(layer: LifLayer, backward: LifBackwardInput, active: Array64): Array64 {
  const { potentials, epsilon, surrogate } = backward
  const lambda = zeros(potentials.shape)
  for (let b = 0; b < lengthOf(potentials, 0); b++) {
    for (let t = 0; t < lengthOf(potentials, 1); t++) {
      for (let j = 0; j < layer.neurons; j++) {
        if (at(active, b, t, j) === 0) continue
        put(lambda, at(epsilon, b, t, j) * surrogate(at(potentials, b, t, j) - layer.threshold), b, t, j)
      }
    }
  }
  return lambda
}

/** δ_j[T-1] = 0; δ_j[t] = λ_j[t+1] + α δ_j[t+1]: eq. (11). */
export function deltaOf(lambda: Array64, alpha: number): Array64 {
  const delta = zeros(lambda.shape)
  for (let b = 0; b < lengthOf(lambda, 0); b++) {
    for (let t = lengthOf(lambda, 1) - 2; t >= 0; t--) {
      for (let j = 0; j < lengthOf(lambda, 2); j++) {
        put(delta, at(lambda, b, t + 1, j) + alpha * at(delta, b, t + 1, j), b, t, j)
      }
    }
  }
  return delta
}

/** ∇W_ij = Σ_b Σ_t S_in,i[t] δ_j[t]: eq. (9), driven by the input spikes. */
export function weightGradient(spikes: Array64, delta: Array64): Array64 {
  const gradient = zeros([lengthOf(spikes, 2), lengthOf(delta, 2)])
  for (let b = 0; b < lengthOf(delta, 0); b++) {
    for (let t = 0; t < lengthOf(delta, 1); t++) {
      for (let i = 0; i < lengthOf(spikes, 2); i++) {
        if (at(spikes, b, t, i) === 0) continue
        for (let j = 0; j < lengthOf(delta, 2); j++) {
          accumulate(gradient, at(spikes, b, t, i) * at(delta, b, t, j), i, j)
        }
      }
    }
  }
  return gradient
}

/** ∇S_in,i[t] = Σ_j W_ij δ_j[t], at every entry: eq. (12). */
export function inputGradient(weights: Array64, delta: Array64): Array64 {
  const [batch, steps, inputs] = [lengthOf(delta, 0), lengthOf(delta, 1), lengthOf(weights, 0)]
  const gradient = zeros([batch, steps, inputs])
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < steps; t++) {
      for (let i = 0; i < inputs; i++) {
        for (let j = 0; j < lengthOf(weights, 1); j++) {
          accumulate(gradient, at(weights, i, j) * at(delta, b, t, j), b, t, i)
        }
      }
    }
  }
  return gradient
}

/** ∂L/∂bias_j = Σ_b Σ_t δ_j[t]: the bias is a part of I_j[t] at every step. */
export function biasGradient(delta: Array64): Array64 {
  const gradient = zeros([lengthOf(delta, 2)])
  const perSample = sumOverSteps(delta)
  for (let b = 0; b < lengthOf(delta, 0); b++) {
    for (let j = 0; j < lengthOf(delta, 2); j++) accumulate(gradient, at(perSample, b, j), j)
  }
  return gradient
}

/** Σ_t of a sequence: `[batch, steps, neurons]` to `[batch, neurons]`. */
export function sumOverSteps(sequence: Array64): Array64 {
  const sum = zeros([lengthOf(sequence, 0), lengthOf(sequence, 2)])
  for (let b = 0; b < lengthOf(sequence, 0); b++) {
    for (let t = 0; t < lengthOf(sequence, 1); t++) {
      for (let j = 0; j < lengthOf(sequence, 2); j++) accumulate(sum, at(sequence, b, t, j), b, j)
    }
  }
  return sum
}
