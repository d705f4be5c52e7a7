import { accumulate, at, lengthOf, put, zeros } from './array.js'
import type { Array64 } from './array.js'

/** The trace of the input, x_i[t] = Σ_{k<t} α^(t-k-1) S_in,i[k]: below eq. (9) of Perez-Nieves & Goodman 2021. */
export function inputTrace(spikes: Array64, alpha: number): Array64 {
  const trace = zeros(spikes.shape)
  for (let b = 0; b < lengthOf(spikes, 0); b++) {
    for (let t = 0; t < lengthOf(spikes, 1); t++) {
      for (let i = 0; i < lengthOf(spikes, 2); i++) {
        let x = 0
        for (let k = 0; k < t; k++) x += alpha ** (t - k - 1) * at(spikes, b, k, i)
        put(trace, x, b, t, i)
      }
    }
  }
  return trace
}

/** ∇W_ij = Σ_b Σ_t λ_j[t] x_i[t]: eq. (9), driven by the active outputs; the same numbers as `weightGradient`. */
export function weightGradientByTraces(spikes: Array64, lambda: Array64, alpha: number): Array64 {
  const x = inputTrace(spikes, alpha)
  const gradient = zeros([lengthOf(spikes, 2), lengthOf(lambda, 2)])
  for (let b = 0; b < lengthOf(lambda, 0); b++) {
    for (let t = 0; t < lengthOf(lambda, 1); t++) {
      for (let j = 0; j < lengthOf(lambda, 2); j++) {
        if (at(lambda, b, t, j) === 0) continue
        for (let i = 0; i < lengthOf(spikes, 2); i++) {
          accumulate(gradient, at(lambda, b, t, j) * at(x, b, t, i), i, j)
        }
      }
    }
  }
  return gradient
}
