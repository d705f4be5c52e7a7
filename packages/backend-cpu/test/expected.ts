import { reference, relativeError } from '@snn/conformance'
import { expect } from 'vitest'
import type { NetworkResult } from './network.js'

const { array, eventsOfCounts, lengthOf, networkForward } = reference

/** A network of the reference with its input. */
export interface Case {
  readonly network: reference.Network
  readonly input: reference.NetworkInput
}

/** What the reference computes for a network and ∂L/∂logits. */
export interface Expected {
  readonly output: reference.NetworkOutput
  readonly epsilon: readonly reference.Array64[]
  readonly layers: readonly reference.LifGradients[]
  readonly readout: reference.ReadoutGradients | undefined
}

/** Gradients for the given ∂L/∂logits, layer by layer from the reference's potentials and spikes. */
export function referenceRun({ network, input }: Case, logitsGradient: reference.Array64): Expected {
  const output = networkForward(network, input)
  const last = output.layers.at(-1)!
  const readout =
    network.readout &&
    reference.readoutBackward(network.readout, last.spikes, output.readout!.potentials, logitsGradient)
  let above = readout ? readout.input : reference.countBackward(logitsGradient, input.steps)
  const epsilon: reference.Array64[] = []
  const layers: reference.LifGradients[] = []
  for (let l = network.layers.length - 1; l >= 0; l--) {
    const layer = network.layers[l]!
    const { potentials } = output.layers[l]!
    const spikes = l === 0 ? input.spikes : output.layers[l - 1]!.spikes
    const { surrogate, backwardThreshold } = layer
    const backward = { potentials, epsilon: above, surrogate, backwardThreshold, ...(spikes ? { spikes } : {}) }
    const gradients = reference.lifBackward(layer, backward)
    epsilon.unshift(above)
    layers.unshift(gradients)
    if (l > 0) above = gradients.input!
  }
  return { output, epsilon, layers, readout }
}

/** Some ∂L/∂logits [batch, classes]. */
export function logitsGradientOf({ network, input }: Case, seed = 0): reference.Array64 {
  const classes = network.readout ? lengthOf(network.readout.weights, 1) : network.layers.at(-1)!.neurons
  const values = Array.from({ length: input.batch * classes }, (_, k) => Math.fround(Math.sin(1 + k + seed)))
  return array([input.batch, classes], values)
}

/** The values of every layer at its active entries, in (b, t, i) order. */
export function activeOf(expected: Expected, given: Case, values: readonly reference.Array64[]): Float32Array[] {
  return given.network.layers.map((layer, l) => {
    const mask = reference.activeSet(expected.output.layers[l]!.potentials, layer.threshold, layer.backwardThreshold)
    return Float32Array.from(reference.activeValues(values[l]!, mask))
  })
}

/** ‖actual - expected‖ against ‖expected‖, or against the size of what was summed up where that nearly cancels. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  size: number,
  what: string,
): void {
  const norm = Math.hypot(...Array.from(expected))
  const error = norm === 0 ? Math.hypot(...Array.from(actual)) : relativeError(actual, expected) * norm
  expect(error / (norm + size || 1), what).toBeLessThan(tolerance)
}

/** Spikes and active entries are the reference's, potentials and logits close to it. */
export function expectForward(result: NetworkResult, { output }: Expected, { network }: Case): void {
  network.layers.forEach((layer, l) => {
    const { potentials, spikes, final } = output.layers[l]!
    expect(result.spikes[l], `spikes of layer ${l}`).toEqual(eventsOfCounts(spikes))
    const mask = reference.activeSet(potentials, layer.threshold, layer.backwardThreshold)
    const { potentials: V, ...entries } = result.active[l]!
    expect(entries, `active entries of layer ${l}`).toEqual(eventsOfCounts(mask))
    expectClose(V, reference.activeValues(potentials, mask), 1e-5, 1, `V of layer ${l} where active`)
    expectClose(result.potentials[l]!, potentials.data, 1e-5, 1, `V of layer ${l}`)
    expectClose(result.finals[l]!, final.data, 1e-5, 1, `V[T] of layer ${l}`)
  })
  expectClose(result.logits, output.logits.data, 1e-5, 1, 'logits')
  if (output.readout) expectClose(result.readoutPotentials!, output.readout.potentials.data, 1e-5, 1, 'U')
}

/** All gradients are close to the reference's. */
export function expectBackward(result: NetworkResult, expected: Expected, given: Case, tolerance: number): void {
  const sizeOf = ({ data }: reference.Array64): number => Math.hypot(...data)
  const epsilon = activeOf(expected, given, expected.epsilon)
  // Where g nearly vanishes, at the edge of a triangle, what is left of δ = ε g is the rounding of V - V_th.
  const atEdge = epsilon.map((values) => 1e-2 * Math.hypot(...values))
  const deltas = [
    ...expected.layers.map(({ delta }, l) => sizeOf(delta) + atEdge[l]!),
    expected.readout ? sizeOf(expected.readout.delta) : 0,
  ]
  expected.layers.forEach((gradients, l) => {
    expectClose(result.epsilon[l]!, epsilon[l]!, tolerance, deltas[l + 1]!, `ε of layer ${l}`)
    expectClose(result.weightGradients[l]!, gradients.weights!.data, tolerance, deltas[l]!, `∇W of layer ${l}`)
    expectClose(result.biasGradients[l]!, gradients.bias.data, tolerance, deltas[l]!, `∇bias of layer ${l}`)
  })
  const { current } = given.input
  if (current) {
    const { delta, constantCurrent } = expected.layers[0]!
    const { data } = current.shape.length === 2 ? constantCurrent : delta
    expectClose(result.currentGradient!, data, tolerance, deltas[0]!, '∇current')
  }
  if (!expected.readout) return
  const { weights, bias } = expected.readout
  expectClose(result.weightGradients.at(-1)!, weights.data, tolerance, deltas.at(-1)!, '∇W of the readout')
  expectClose(result.biasGradients.at(-1)!, bias.data, tolerance, deltas.at(-1)!, '∇bias of the readout')
}
