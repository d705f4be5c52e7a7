import { evaluator, type LayerDescription, type LayerForward, type LayerPlan } from '@snn/core'
import type { PlanSize, ReadoutDescription, ReadoutForward, ReadoutPlan } from '@snn/core'
import { sweep, sweepBack, type Forward, type PlainStep, type Sweep } from './plain-sweep.js'
import { byRow, floats, PlainTrain } from './plain-train.js'

/** Spiking neurons: integrators with a threshold. `room` is how much each of the two lists holds at first. */
export function plainLayer(layer: LayerDescription, size: PlanSize, step: PlainStep, room: number): LayerPlan {
  const { neurons, threshold, reset, backwardThreshold } = layer
  const output = new PlainTrain(neurons)
  const g = evaluator(layer.surrogate)
  let last: Sweep
  return {
    size,
    output,
    bytes: 0,
    forward(call: LayerForward & Forward) {
      Object.assign(output, { batch: call.batch, time: call.time, events: [], active: [] })
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
    release() {},
  }
}

/** Integrators that never spike, reduced over time as they go. */
export function plainReadout(readout: ReadoutDescription, size: PlanSize, step: PlainStep): ReadoutPlan {
  const { classes, alpha, over } = readout
  let last: Sweep
  let reduced: { max: number; best: number; sum: number; last: number; mean: number }[]
  return {
    size,
    bytes: 0,
    forward(call: ReadoutForward & Forward) {
      const { batch, time } = call
      reduced = Array.from({ length: batch * classes }, () => ({ max: -Infinity, best: 0, sum: 0, last: 0, mean: 0 }))
      last = sweep(call, { neurons: classes, alpha, gain: 1 - alpha, step }, (row, c, u) => {
        const at = Math.floor(row / time) * classes + c
        const { max, best, sum } = reduced[at]!
        const most = u > max ? { max: u, best: row } : { max, best }
        reduced[at] = { ...most, sum: sum + u, last: u, mean: (sum + u) / time }
        return 0
      })
      floats(call.logits).set(reduced.map((value) => value[over]))
    },
    backward(call) {
      const { time } = last.call
      sweepBack(last, call, (row, delta) => {
        const [sample, isLast] = [Math.floor(row / time) * classes, Number((row + 1) % time === 0)]
        for (let c = 0; c < classes; c++) {
          const isBest = Number(reduced[sample + c]!.best === row)
          delta[c]! +=
            { max: isBest, sum: 1, last: isLast, mean: 1 / time }[over] * floats(call.logitsGradient)[sample + c]!
        }
      })
    },
    release() {},
  }
}
