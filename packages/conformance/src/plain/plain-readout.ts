import type { ReadoutBackward, ReadoutDescription, ReadoutForward, ReadoutPlan, PlanSize } from '@snn/core'
import type { Reports } from './plain-layer.js'
import { floats, type PlainTrain } from './plain-storage.js'

/** A leaky readout, every step visited. */
export function plainReadout(readout: ReadoutDescription, size: PlanSize, reports: Reports): ReadoutPlan {
  const { inputs, classes, alpha, over } = readout
  let last: ReadoutForward | undefined
  let best = new Int32Array(0)
  let work = { forward: 0, weightGradient: 0, inputGradient: 0 }

  function forward(call: ReadoutForward): void {
    last = call
    work = { forward: 0, weightGradient: 0, inputGradient: 0 }
    const { batch, time } = call
    const input = call.input as PlainTrain
    const [w, bias, initial] = [
      floats(call.weight),
      call.bias && floats(call.bias),
      call.initial && floats(call.initial),
    ]
    const [logits, final, potentials] = [
      floats(call.logits),
      call.final && floats(call.final),
      call.potentials && floats(call.potentials),
    ]
    best = new Int32Array(batch * classes)
    for (let b = 0; b < batch; b++)
      for (let c = 0; c < classes; c++) {
        let u = initial ? initial[b * classes + c]! : 0
        let sum = 0
        let most = -Infinity
        for (let t = 0; t < time; t++) {
          if (potentials) potentials[(b * time + t) * classes + c] = u
          sum += u
          if (u > most) {
            most = u
            best[b * classes + c] = t
          }
          if (t === time - 1) logits[b * classes + c] = { max: most, sum, last: u, mean: sum / time }[over]
          let drive = bias ? bias[c]! : 0
          for (let j = 0; j < inputs; j++) {
            const times = input.counts[(b * time + t) * inputs + j]!
            drive += times * w[j * classes + c]!
            work.forward += times
          }
          u = alpha * u + (1 - alpha) * drive
        }
        if (final) final[b * classes + c] = u
      }
    const inputEvents = input.counts.reduce((a, x) => a + x, 0)
    reports.counts(() => ({ inputEvents, events: 0, active: 0, cells: batch * time * classes, ...work }))
  }

  function backward(call: ReadoutBackward): void {
    const { batch, time } = last!
    const input = last!.input as PlainTrain
    const w = floats(call.weight)
    const gradient = floats(call.logitsGradient)
    const weightGradient = call.weightGradient && new Float64Array(inputs * classes)
    const biasGradient = call.biasGradient && new Float64Array(classes)
    const target = call.inputGradient
    const into = target && input.gradient(target.gradient.slot)
    if (target && !target.accumulate) into!.fill(0)
    for (let b = 0; b < batch; b++)
      for (let c = 0; c < classes; c++) {
        let delta = 0
        for (let t = time - 1; t >= 0; t--) {
          // ∂L/∂U[t + 1], times the gain of what entered at t.
          const drive = (1 - alpha) * delta
          if (biasGradient) biasGradient[c]! += drive
          for (let j = 0; j < inputs; j++) {
            const cell = (b * time + t) * inputs + j
            if (weightGradient) {
              weightGradient[j * classes + c]! += input.counts[cell]! * drive
              work.weightGradient += input.counts[cell]!
            }
            if (into && input.active[cell]) {
              into[cell]! += w[j * classes + c]! * drive
              work.inputGradient++
            }
          }
          const direct = {
            max: best[b * classes + c] === t ? 1 : 0,
            sum: 1,
            last: t === time - 1 ? 1 : 0,
            mean: 1 / time,
          }[over]
          delta = direct * gradient[b * classes + c]! + alpha * delta
        }
      }
    if (weightGradient) floats(call.weightGradient!).set(weightGradient)
    if (biasGradient) floats(call.biasGradient!).set(biasGradient)
  }

  return { size, forward, backward, release() {}, bytes: 0 }
}
