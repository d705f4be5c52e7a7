import { deltas } from './inner/by-width'
import { chunkAt, firstChunk } from './inner/chunks'
import { addColumns, addUpRows, putRows } from './inner/columns'
import { isFull } from './inner/segments'
import { clearGradients, sortInput, toSynapses } from './inner/synapses'
import { Chunk, Counts, LayerBackward, Train } from './records'

/** The backward pass of a layer for one group: chunk by chunk from the last, block by block. */
export function layerBackward(args: usize, group: u32, scratch: usize): void {
  const call = changetype<LayerBackward>(args)
  const output = changetype<Train>(call.output)
  clearGradients(call, group)
  if (isFull(output, group)) return
  const first = firstChunk(output, group)
  for (let index = firstChunk(output, group + 1); index > first; ) {
    index--
    const chunk = chunkAt(output, index)
    surrogateGradient(call, output, index, scratch)
    sortInput(call, chunk, scratch)
    for (let block = call.firstBlock; block < call.endBlock; block++) backwardBlock(call, output, group, chunk, index, block, scratch)
  }
}

/** λ = ε g(V - V_th) at the active entries of a chunk, eq. (8). */
function surrogateGradient(call: LayerBackward, output: Train, index: u32, scratch: usize): void {
  const starts = output.activeStart + ((index * (output.neurons + 1)) << 2)
  const first = load<u32>(starts)
  const count = load<u32>(starts + (output.neurons << 2)) - first
  const excess = output.excess + (first << 2)
  call_indirect<void>(call.surrogate, excess, call.gradient + (first << 2), scratch + call.lambda, count)
}

function backwardBlock(call: LayerBackward, output: Train, group: u32, chunk: Chunk, index: u32, block: u32, scratch: usize): void {
  const vectors = call.vectors
  const rowBytes: usize = vectors << 4
  const neuron = block * 4 * vectors
  const columns = min<u32>(4 * vectors, call.neurons - neuron)
  const rows = chunk.samples * chunk.steps
  const delta = scratch + call.rows + rowBytes
  const above = delta - rowBytes
  const state = scratch + call.state + (neuron << 2)
  memory.fill(above, 0, (rows + 3) * rowBytes)
  scatter(output, index, neuron, columns, scratch + call.lambda, above, rowBytes)
  if (chunk.step + chunk.steps < output.time) memory.copy(delta + (rows - 1) * rowBytes, state, rowBytes)
  for (let q: u32 = 0; q < chunk.samples; q++) {
    const first = delta + q * chunk.steps * rowBytes
    deltas[vectors - 1](call.alpha, chunk.steps, first + (chunk.steps - 1) * rowBytes)
    if (call.currentGradient) currentGradient(call, output, chunk, chunk.sample + q, neuron, columns, first, scratch)
  }
  if (chunk.step) {
    for (let c: usize = 0; c < rowBytes; c += 16) {
      const next = f32x4.mul(f32x4.splat(call.alpha), v128.load(delta + c))
      v128.store(state + c, f32x4.add(v128.load(above + c), next))
    }
  }
  toSynapses(call, changetype<Counts>(call.counts + group * offsetof<Counts>()), group, index, block, rows, delta, scratch)
}

/** λ[t] to the row of δ[t-1]; `above` is the row before the first. Fillers go to the row behind the last, which nobody reads. */
function scatter(output: Train, index: u32, neuron: u32, columns: u32, lambda: usize, above: usize, rowBytes: usize): void {
  const table = output.activeStart + ((index * (output.neurons + 1)) << 2)
  let starts = table + (neuron << 2)
  let entry = load<u32>(starts)
  let value = lambda + ((entry - load<u32>(table)) << 2)
  let place = output.activeRows + (entry << 1)
  for (let column: u32 = 0; column < columns; column++) {
    starts += 4
    const end = output.activeRows + (load<u32>(starts) << 1)
    for (; place < end; place += 2) {
      store<f32>(above + <usize>load<u16>(place) * rowBytes, load<f32>(value))
      value += 4
    }
    above += 4
  }
}

/** ∂L/∂current[t] = δ[t], or its sum over t where the current is the same at every step. */
function currentGradient(
  call: LayerBackward,
  output: Train,
  chunk: Chunk,
  sample: u32,
  neuron: u32,
  columns: u32,
  rows: usize,
  scratch: usize,
): void {
  const rowBytes: usize = call.vectors << 4
  if (call.currentPerStep) {
    const place = ((sample * output.time + chunk.step) * call.neurons + neuron) << 2
    putRows(rows, rowBytes, chunk.steps, columns, call.currentGradient + place, call.neurons << 2)
    return
  }
  const place = call.currentGradient + ((sample * call.neurons + neuron) << 2)
  if (chunk.step + chunk.steps == output.time) memory.fill(place, 0, columns << 2)
  const sum = scratch + call.drive
  memory.fill(sum, 0, rowBytes)
  addUpRows(rows, rowBytes, chunk.steps, sum)
  addColumns(sum, columns, place)
}
