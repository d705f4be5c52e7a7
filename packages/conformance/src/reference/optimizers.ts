import { array } from './array.js'
import type { Array64 } from './array.js'

/** The settings of Adam; `weightDecay` is decoupled from the gradient, so that any other value than 0 makes it AdamW. */
export interface AdamOptions {
  readonly rate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  readonly weightDecay: number
}

/** A parameter with its first and second moments. */
export interface AdamState {
  readonly parameter: Array64
  readonly first: Array64
  readonly second: Array64
}

/**
 * One update of Adam (Kingma & Ba 2015) or AdamW (Loshchilov & Hutter 2019), the n-th, counted from 1:
 *
 *     m ← β1 m + (1 - β1) g;  v ← β2 v + (1 - β2) g²
 *     w ← w - rate · (m / (1 - β1^n) / (√(v / (1 - β2^n)) + ε) + decay · w)
 */
export function adamUpdate(state: AdamState, gradient: Array64, n: number, options: AdamOptions): AdamState {
  const { rate, beta1, beta2, epsilon, weightDecay } = options
  const m = state.first.data.map((value, k) => beta1 * value + (1 - beta1) * gradient.data[k]!)
  const v = state.second.data.map((value, k) => beta2 * value + (1 - beta2) * gradient.data[k]! ** 2)
  const w = state.parameter.data.map((value, k) => {
    const step = m[k]! / (1 - beta1 ** n) / (Math.sqrt(v[k]! / (1 - beta2 ** n)) + epsilon)
    return value - rate * (step + weightDecay * value)
  })
  const shape = state.parameter.shape
  return { parameter: array(shape, w), first: array(shape, m), second: array(shape, v) }
}

/** A parameter with its velocity. */
export interface SgdState {
  readonly parameter: Array64
  readonly velocity: Array64
}

/** One update of gradient descent with momentum: v ← momentum · v + g; w ← w - rate · v. */
export function sgdUpdate(state: SgdState, gradient: Array64, rate: number, momentum: number): SgdState {
  const velocity = state.velocity.data.map((value, k) => momentum * value + gradient.data[k]!)
  const parameter = state.parameter.data.map((value, k) => value - rate * velocity[k]!)
  const shape = state.parameter.shape
  return { parameter: array(shape, parameter), velocity: array(shape, velocity) }
}

/** All gradients times min(1, limit / norm), where norm is the Euclidean norm of all of them together. */
export function clipByNorm(gradients: readonly Array64[], limit: number): { norm: number; gradients: Array64[] } {
  let squares = 0
  for (const gradient of gradients) for (const value of gradient.data) squares += value ** 2
  const norm = Math.sqrt(squares)
  const scale = norm > limit ? limit / norm : 1
  const scaled = gradients.map((gradient) =>
    array(
      gradient.shape,
      gradient.data.map((value) => value * scale),
    ),
  )
  return { norm, gradients: scaled }
}
