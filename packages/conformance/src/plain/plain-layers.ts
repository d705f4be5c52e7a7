import { evaluator, type LayerDescription, type LayerForward, type LayerPlan } from '@snn/core'
import type { ReadoutDescription, ReadoutForward, ReadoutPlan } from '@snn/core'
import { sweep, sweepBack, type Forward, type PlainStep, type Sweep } from './plain-sweep.js'
import { byRow, floats, plainTrain } from './plain-train.js'

/** What a plan does, beside what it holds. */
type Kernels<P> = Omit<P, 'size' | 'bytes' | 'release'>

/** Spiking neurons: integrators with a threshold. `room` is how much each of the two lists holds at first. */
export function plainLayer(layer: LayerDescription, step: PlainStep, room: number): Kernels<LayerPlan> {
  const { neurons, threshold, reset, backwardThreshold } = layer
  const output = plainTrain(neurons)
  const g = evaluator(layer.surrogate)
  let last: Sweep
  return {
    output,
    forward(call: LayerForward & Forward) {
      Object.assign(output, plainTrain(neurons, call.batch, call.time))
      last = sweep(call, { ...layer, gain: 1, step }, (row, j, v, counts) => {
        const isNear = backwardThreshold === Infinity || Math.abs(v - threshold) < backwardThreshold
        const isActive = call.active && isNear && row % call.time > 0
        if (isActive && ++counts.active <= room) output.active.push({ row, j, v, epsilon: [] })
        if (v > threshold && ++counts.events <= room) output.events.push({ row, j })
        return v > threshold ? reset : 0
      })
      const need = Math.max(last.counts.events, last.counts.active)
      if (need > room) step.short.push(() => (room = need))
    },
    backward(call) {
      const active = byRow(output.active)
      sweepBack(last, call, (row, delta) => {
        for (const { j, v, epsilon } of active.get(row) ?? [])
          delta[j]! += epsilon[call.gradient.slot]! * g([v - threshold])
      })
    },
  }
}

/** Integrators that never spike, reduced over time as they go. */
export function plainReadout(readout: ReadoutDescription, step: PlainStep): Kernels<ReadoutPlan> {
  const { classes, alpha, over } = readout
  let last: Sweep
  /** U, and the row, of the maximum so far of every sample and class. */
  let best: { u: number; row: number }[]
  /** ∂ logit / ∂ U[t]. */
  const share = (row: number, time: number, cell: number): number =>
    Number({ max: best[cell]!.row === row, sum: 1, last: (row + 1) % time === 0, mean: 1 / time }[over])
  return {
    forward(call: ReadoutForward & Forward) {
      const sums = new Float64Array(call.batch * classes)
      best = Array.from(sums, () => ({ u: -Infinity, row: 0 }))
      last = sweep(call, { neurons: classes, alpha, gain: 1 - alpha, step }, (row, c, u) => {
        const cell = Math.floor(row / call.time) * classes + c
        if (u > best[cell]!.u) best[cell] = { u, row }
        sums[cell]! += u * share(row, call.time, cell)
        return 0
      })
      floats(call.logits).set(over === 'max' ? best.map(({ u }) => u) : sums)
    },
    backward(call) {
      const { time } = last.call
      const gradient = floats(call.logitsGradient)
      sweepBack(last, call, (row, delta) => {
        const first = Math.floor(row / time) * classes
        for (let c = 0; c < classes; c++) delta[c]! += share(row, time, first + c) * gradient[first + c]!
      })
    },
  }
}
