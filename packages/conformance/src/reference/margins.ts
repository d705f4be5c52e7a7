import { at, lengthOf, put, zeros } from './array.js'
import type { Array64 } from './array.js'
import type { LifInput, LifLayer } from './lif.js'
import { firstMaximum } from './readout.js'

/** How near float32 may come to the reference's decisions about one potential, `[batch, steps, neurons]`: unit · max(1, Σ|I|). */
export function roundingMargins(layer: LifLayer, input: LifInput, unit: number): Array64 {
  const margins = zeros([input.batch, input.steps, layer.neurons])
  for (let b = 0; b < input.batch; b++) {
    for (let t = 0; t < input.steps; t++) {
      for (let j = 0; j < layer.neurons; j++) {
        put(margins, unit * Math.max(1, t === 0 ? 0 : absoluteCurrent(layer, input, b, t - 1, j)), b, t, j)
      }
    }
  }
  return margins
}

/** The distance of each potential from the nearest of V_th, V_th - B_th and V_th + B_th, `[batch, steps, neurons]`. */
export function decisionDistances(potentials: Array64, threshold: number, backwardThreshold: number): Array64 {
  const distances = zeros(potentials.shape)
  for (const [n, V] of potentials.data.entries()) {
    const fromThreshold = Math.abs(V - threshold)
    distances.data[n] = Math.min(fromThreshold, Math.abs(fromThreshold - backwardThreshold))
  }
  return distances
}

/** A mask of the entries whose spike or activity float32 may decide otherwise: distance at most the rounding margin. */
export function undecided(distances: Array64, margins: Array64): Array64 {
  const mask = zeros(distances.shape)
  for (const [n, distance] of distances.data.entries()) mask.data[n] = distance <= margins.data[n]! ? 1 : 0
  return mask
}

/** How far the largest U_c[t] of each sample and class is above every earlier or later one that is not equal to it, at least. */
export function maximumMargin(potentials: Array64): number {
  let margin = Infinity
  for (let b = 0; b < lengthOf(potentials, 0); b++) {
    for (let c = 0; c < lengthOf(potentials, 2); c++) {
      const largest = at(potentials, b, firstMaximum(potentials, b, c), c)
      for (let t = 0; t < lengthOf(potentials, 1); t++) {
        const below = largest - at(potentials, b, t, c)
        if (below > 0) margin = Math.min(margin, below)
      }
    }
  }
  return margin
}

/** Σ_i |W_ij| S_in,i[t] + |bias_j| + |current_j[t]| of sample `b`. */
function absoluteCurrent(layer: LifLayer, input: LifInput, b: number, t: number, j: number): number {
  const { weights, bias } = layer
  const { spikes, current } = input
  let I = 0
  if (weights && spikes) {
    for (let i = 0; i < lengthOf(weights, 0); i++) I += Math.abs(at(weights, i, j) * at(spikes, b, t, i))
  }
  if (bias) I += Math.abs(at(bias, j))
  if (current) I += Math.abs(current.shape.length === 2 ? at(current, b, j) : at(current, b, t, j))
  return I
}
