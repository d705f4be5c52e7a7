import { chunkAt, firstChunk } from './inner/chunks'
import { countChunk } from './inner/counts'
import { fillEffects, sumOfEffects } from './inner/effects'
import { eventsOf } from './inner/events'
import { isFull } from './inner/segments'
import { Counts, ReadoutForward, Train } from './records'

/**
 * The logits of a readout that is a sum, a mean or the last of U over time, for one group: such logits are linear in the spikes, so that
 *
 *     logits = Σ_j W_j x_j + bias Σ_t e[t] + U[0] ∂logit/∂U[0],      x_j = Σ_t e[t] S_j[t]
 *
 * with the effects e of inner/effects.ts, and no U is computed. Leaves x for the backward pass.
 */
export function linearReadoutForward(args: usize, group: u32, scratch: usize): void {
  const call = changetype<ReadoutForward>(args)
  const input = changetype<Train>(call.input)
  const counts = changetype<Counts>(call.counts + group * offsetof<Counts>())
  if (isFull(input, group)) return
  const effects = scratch + call.effects
  const ofInitial = <f32>fillEffects(call.alpha, call.scale, call.over == 1, input.time, effects)
  const ofBias = call.bias ? sumOfEffects(effects, input.time) : 0
  const last = firstChunk(input, group + 1)
  for (let index = firstChunk(input, group); index < last; index++) {
    const chunk = chunkAt(input, index)
    const events = <f64>eventsOf(input, chunk, index)
    counts.inputEvents += events
    counts.forward += events * <f64>call.classes
    countChunk(input, chunk, index, group, effects, scratch + call.table, call.traces)
    if (chunk.step + chunk.steps < input.time) continue
    for (let q: u32 = 0; q < chunk.samples; q++) logitsOf(call, input.neurons, chunk.sample + q, ofBias, ofInitial, scratch + call.drive)
  }
}

function logitsOf(call: ReadoutForward, inputs: u32, sample: u32, ofBias: f32, ofInitial: f32, sums: usize): void {
  const width: u32 = 4 * call.vectors
  const traces = call.traces + ((sample * inputs) << 2)
  for (let block: u32 = 0; block < call.blocks; block++) {
    const first = block * width
    const columns = min<u32>(width, call.classes - first)
    const place = (sample * call.classes + first) << 2
    memory.fill(sums, 0, width << 2)
    let weight = call.weight + block * call.weightBlock
    for (let j: usize = 0; j < inputs; j++, weight += call.weightRow) {
      const x = v128.load32_splat(traces + (j << 2))
      for (let c: usize = 0; c < width << 2; c += 16) {
        v128.store(sums + c, f32x4.add(v128.load(sums + c), f32x4.mul(x, v128.load(weight + c))))
      }
    }
    for (let c: usize = 0; c < columns; c++) {
      let logit = load<f32>(sums + (c << 2))
      if (call.bias) logit += ofBias * load<f32>(call.bias + ((first + c) << 2))
      if (call.initial) logit += ofInitial * load<f32>(call.initial + place + (c << 2))
      store<f32>(call.logits + place + (c << 2), logit)
    }
  }
}
