import { chunkAt, firstChunk } from './inner/chunks'
import { takeColumns } from './inner/columns'
import { countChunk, spreadChunk } from './inner/counts'
import { fillEffects, sumOfEffects } from './inner/effects'
import { eventsOf } from './inner/events'
import { isFull } from './inner/segments'
import { clearGradients, copyOf } from './inner/synapses'
import { Chunk, Counts, ReadoutBackward, Train } from './records'

/**
 * The way back through a readout that is a sum, a mean or the last of U over time, for one group. With g = ∂L/∂logits, the traces x
 * and the effects e of the forward pass:
 *
 *     ∇W_jc = Σ_b x_j g_c      ∇bias_c = Σ_b g_c Σ_t e[t]      ε_j[t] = e[t] Σ_c W_jc g_c
 *
 * What is counted are the multiply-adds that the sparse rule asks for.
 */
export function linearReadoutBackward(args: usize, group: u32, scratch: usize): void {
  const call = changetype<ReadoutBackward>(args)
  const input = changetype<Train>(call.input)
  const counts = changetype<Counts>(call.counts + group * offsetof<Counts>())
  clearGradients(call, group)
  if (isFull(input, group)) return
  const effects = scratch + call.effects
  fillEffects(call.alpha, call.scale, call.over == 1, input.time, effects)
  const ofBias = call.biasGradient ? sumOfEffects(effects, input.time) : 0
  const slopes = scratch + call.slopes
  const width: u32 = 4 * call.vectors
  const classes = <f64>(min(call.neurons, call.endBlock * width) - call.firstBlock * width)
  const last = firstChunk(input, group + 1)
  for (let index = firstChunk(input, group); index < last; index++) {
    const chunk = chunkAt(input, index)
    if (!call.traced) countChunk(input, chunk, index, group, effects, scratch + call.table, call.traces)
    if (call.weightGradient) counts.weightGradient += <f64>eventsOf(input, chunk, index) * classes
    for (let block = call.firstBlock; block < call.endBlock; block++) {
      backwardBlock(call, input, group, chunk, block, ofBias, scratch)
      if (!call.inputGradient) continue
      const accumulate = call.accumulate != 0 || block > 0
      const entries = spreadChunk(input, chunk, index, effects, scratch + call.table, slopes, call.inputGradient, accumulate)
      counts.inputGradient += <f64>entries * <f64>min<u32>(width, call.neurons - block * width)
    }
  }
}

function backwardBlock(
  call: ReadoutBackward,
  input: Train,
  group: u32,
  chunk: Chunk,
  block: u32,
  ofBias: f32,
  scratch: usize,
): void {
  const width: u32 = 4 * call.vectors
  const rowBytes: usize = width << 2
  const columns = min<u32>(width, call.neurons - block * width)
  const inputs = input.neurons
  const copy = copyOf(call, group)
  const blockBytes = inputs * rowBytes
  const gradients = call.weightGradient + copy * call.weightGradientBytes + (block - call.firstBlock) * blockBytes
  const bias = call.biasGradient + copy * call.biasGradientBytes + (block - call.firstBlock) * rowBytes
  const g = scratch + call.drive
  for (let q: u32 = 0; q < chunk.samples; q++) {
    const sample = chunk.sample + q
    takeColumns(call.logitsGradient + ((sample * call.neurons + block * width) << 2), columns, g, width)
    if (chunk.step + chunk.steps == input.time) {
      if (call.biasGradient) addScaled(g, f32x4.splat(ofBias), rowBytes, bias)
      if (call.weightGradient) {
        let x = call.traces + ((sample * inputs) << 2)
        for (let row = gradients; row < gradients + blockBytes; row += rowBytes, x += 4) addScaled(g, v128.load32_splat(x), rowBytes, row)
      }
    }
    if (call.inputGradient) {
      let slope = scratch + call.slopes + ((q * inputs) << 2)
      const weights = call.weight + block * blockBytes
      for (let row = weights; row < weights + blockBytes; row += rowBytes, slope += 4) store<f32>(slope, dot(g, row, rowBytes))
    }
  }
}

/** sums[c] += factor · values[c]. */
@inline
function addScaled(values: usize, factor: v128, bytes: usize, sums: usize): void {
  for (let c: usize = 0; c < bytes; c += 16) {
    v128.store(sums + c, f32x4.add(v128.load(sums + c), f32x4.mul(factor, v128.load(values + c))))
  }
}

@inline
function dot(a: usize, b: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0)
  for (let c: usize = 0; c < bytes; c += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(a + c), v128.load(b + c)))
  const half = f32x4.add(sum, i32x4.shuffle(sum, sum, 2, 3, 0, 1))
  return f32x4.extract_lane(half, 0) + f32x4.extract_lane(half, 1)
}
