import type { LayerBackward, LayerCounts, LayerForward, Region } from '@snn/core'
import { byRow, floats, targetOf, type PlainTrain } from './plain-train.js'

export type Forward = Omit<LayerForward, 'active'> & { readonly input?: PlainTrain }
type Counts = { -readonly [K in keyof LayerCounts]: LayerCounts[K] }
type Visit = (row: number, j: number, v: number, counts: Counts) => number
type AddLambda = (row: number, delta: Float64Array) => void

/** What kernels tell the driver; `short` has how each list that was too short gets the room that it needs. */
export type PlainStep = { nonFinite: boolean; layers: Counts[]; readonly short: (() => void)[] }

/** Leaky integrators behind dense synapses, [inputs, neurons]: what spiking neurons and readouts have in common. */
type Integrators = { readonly neurons: number; readonly alpha: number; readonly gain: number; readonly step: PlainStep }

/** A sweep that a sweep back belongs to. */
export type Sweep = Integrators & { readonly call: Forward; readonly counts: Counts }

/**
 * v[t+1] = α v[t] + gain (Σ_i W_ij S_i[t] + bias_j) + current_j[t] - reset: `visit` is shown every v[t] and says the reset.
 * The leak costs every neuron and step; the synapses cost what events there are.
 */
export function sweep(call: Forward, integrators: Integrators, visit: Visit): Sweep {
  const { batch, time, input, currentPerStep } = call
  const { neurons, alpha, gain, step } = integrators
  const [w, bias, current, potentials] = [call.weight, call.bias, call.current, call.potentials].map(given)
  const v = Float64Array.from({ length: batch * neurons }, (_, at) => given(call.initial)?.[at] ?? 0)
  const events = byRow(input?.events ?? [])
  const [inputEvents, cells] = [input?.events.length ?? 0, batch * time * neurons]
  const counts = { inputEvents, cells, events: 0, active: 0, forward: 0, weightGradient: 0, inputGradient: 0 }
  step.layers.push(counts)
  for (let row = 0; row < batch * time; row++) {
    const b = Math.floor(row / time)
    const own = v.subarray(b * neurons, (b + 1) * neurons)
    potentials?.set(own, row * neurons)
    own.forEach((value, j) => {
      const entering = gain * (bias?.[j] ?? 0) + (current?.[(currentPerStep ? row : b) * neurons + j] ?? 0)
      own[j] = alpha * value + entering - visit(row, j, value, counts)
    })
    for (const { j: i } of events.get(row) ?? []) {
      for (let j = 0; j < neurons; j++) own[j]! += gain * w![i * neurons + j]!
      counts.forward += neurons
    }
  }
  given(call.final)?.set(v)
  return { ...integrators, call, counts }
}

/**
 * δ[t] = λ[t+1] + α δ[t+1]: `addLambda` adds ∂L/∂v[t] beyond what goes through time. gain δ is added to ∇W at every event and sent
 * through W to every active entry of the input: nowhere else, which is the sparse rule.
 */
export function sweepBack(last: Sweep, call: Omit<LayerBackward, 'gradient'>, addLambda: AddLambda): void {
  const { neurons, alpha, gain, counts } = last
  const { batch, time, input, currentPerStep } = last.call
  const [w, slot] = [given(call.weight), call.inputGradient?.gradient.slot]
  const events = byRow(call.weightGradient ? input!.events : [])
  const active = byRow(call.inputGradient ? targetOf(call.inputGradient) : [])
  const weightGradient = new Float64Array((input?.neurons ?? 0) * neurons)
  const biasGradient = new Float64Array(neurons)
  const currentGradient = new Float64Array(batch * (currentPerStep ? time : 1) * neurons)
  const delta = new Float64Array(neurons)
  for (let row = batch * time - 1; row >= 0; row--) {
    if (row % time === time - 1) delta.fill(0)
    delta.forEach((value, j) => {
      biasGradient[j]! += gain * value
      currentGradient[(currentPerStep ? row : Math.floor(row / time)) * neurons + j]! += value
    })
    for (const { j: i } of events.get(row) ?? []) {
      for (let j = 0; j < neurons; j++) weightGradient[i * neurons + j]! += gain * delta[j]!
      counts.weightGradient += neurons
    }
    for (const { j: i, epsilon } of active.get(row) ?? []) {
      for (let j = 0; j < neurons; j++) epsilon[slot!]! += w![i * neurons + j]! * gain * delta[j]!
      counts.inputGradient += neurons
    }
    for (let j = 0; j < neurons; j++) delta[j]! *= alpha
    addLambda(row, delta)
  }
  given(call.weightGradient)?.set(weightGradient)
  given(call.biasGradient)?.set(biasGradient)
  given(call.currentGradient)?.set(currentGradient)
}

/** The numbers of an operand that may be absent. */
const given = (region: Region | undefined): Float32Array | undefined => region && floats(region)
