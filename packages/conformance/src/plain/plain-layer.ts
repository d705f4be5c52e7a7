import {
  evaluator,
  type LayerBackward,
  type LayerCounts,
  type LayerDescription,
  type LayerForward,
  type LayerPlan,
  type PlanSize,
} from '@snn/core'
import { floats, PlainTrain } from './plain-storage.js'

/** What a plan tells its driver. */
export interface Reports {
  counts(counts: () => LayerCounts): void
  /** Whether the list is too short: then nothing is written, the need is noted, and the flag is up. */
  overflows(plan: object, need: number): boolean
}

/** One spiking layer, every entry visited: the equations in order. */
export function plainLayer(layer: LayerDescription, size: PlanSize, reports: Reports): LayerPlan {
  const { inputs, neurons, alpha, threshold, reset, backwardThreshold } = layer
  const output = new PlainTrain(neurons, threshold)
  const g = evaluator(layer.surrogate)
  let last: LayerForward | undefined
  let work = { forward: 0, weightGradient: 0, inputGradient: 0 }

  function forward(call: LayerForward): void {
    last = call
    work = { forward: 0, weightGradient: 0, inputGradient: 0 }
    const { batch, time, active } = call
    output.resize(batch, time)
    const input = call.input as PlainTrain | undefined
    const [w, bias] = [call.weight && floats(call.weight), call.bias && floats(call.bias)]
    const [current, initial] = [call.current && floats(call.current), call.initial && floats(call.initial)]
    const [final, potentials] = [call.final && floats(call.final), call.potentials && floats(call.potentials)]
    let events = 0
    let activeEntries = 0
    for (let b = 0; b < batch; b++)
      for (let j = 0; j < neurons; j++) {
        let v = initial ? initial[b * neurons + j]! : 0
        for (let t = 0; t < time; t++) {
          const cell = (b * time + t) * neurons + j
          if (potentials) potentials[cell] = v
          const spike = v > threshold ? 1 : 0
          output.counts[cell] = spike
          output.distance[cell] = v - threshold
          if (active && t > 0 && (backwardThreshold === Infinity || Math.abs(v - threshold) < backwardThreshold))
            activeEntries += output.active[cell] = 1
          events += spike
          let drive =
            (bias ? bias[j]! : 0) + (current ? current[(call.currentPerStep ? b * time + t : b) * neurons + j]! : 0)
          if (input && w)
            for (let i = 0; i < inputs; i++) {
              const times = input.counts[(b * time + t) * inputs + i]!
              drive += times * w[i * neurons + j]!
              work.forward += times
            }
          v = alpha * v + drive - (spike ? reset : 0)
        }
        if (final) final[b * neurons + j] = v
      }
    const inputEvents = input ? input.counts.reduce((a, x) => a + x, 0) : 0
    reports.counts(() => ({ inputEvents, events, active: activeEntries, cells: batch * time * neurons, ...work }))
    if (reports.overflows(plan, Math.max(events, activeEntries))) {
      output.counts.fill(0)
      output.active.fill(0)
    }
  }

  function backward(call: LayerBackward): void {
    const { batch, time, currentPerStep } = last!
    const input = last!.input as PlainTrain | undefined
    const epsilon = output.gradient(call.gradient.slot)
    const w = call.weight && floats(call.weight)
    const weightGradient = call.weightGradient && new Float64Array(inputs * neurons)
    const biasGradient = call.biasGradient && new Float64Array(neurons)
    const currentGradient = call.currentGradient && new Float64Array(batch * neurons * (currentPerStep ? time : 1))
    const target = call.inputGradient
    const into = target && input!.gradient(target.gradient.slot)
    if (target && !target.accumulate) into!.fill(0)
    for (let b = 0; b < batch; b++)
      for (let j = 0; j < neurons; j++) {
        let delta = 0
        let lambda = 0
        for (let t = time - 1; t >= 0; t--) {
          delta = lambda + alpha * delta
          const row = b * time + t
          const cell = row * neurons + j
          if (biasGradient) biasGradient[j]! += delta
          if (currentGradient) {
            if (currentPerStep) currentGradient[cell] = delta
            else currentGradient[b * neurons + j]! += delta
          }
          for (let i = 0; i < inputs && input && w; i++) {
            const from = row * inputs + i
            if (weightGradient) {
              weightGradient[i * neurons + j]! += input.counts[from]! * delta
              work.weightGradient += input.counts[from]!
            }
            if (into && input.active[from]) {
              into[from]! += w[i * neurons + j]! * delta
              work.inputGradient++
            }
          }
          lambda = output.active[cell] ? epsilon[cell]! * g([output.distance[cell]!]) : 0
        }
      }
    if (weightGradient) floats(call.weightGradient!).set(weightGradient)
    if (biasGradient) floats(call.biasGradient!).set(biasGradient)
    if (currentGradient) floats(call.currentGradient!).set(currentGradient)
  }

  const plan: LayerPlan = {
    size,
    output,
    forward,
    backward,
    release() {},
    get bytes() {
      return output.bytes
    },
  }
  return plan
}
