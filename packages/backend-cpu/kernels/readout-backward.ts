import { spreads } from './inner/by-width'
import { chunkAt, firstChunk } from './inner/chunks'
import { isFull } from './inner/segments'
import { clearGradients, sortInput, toSynapses } from './inner/synapses'
import { Chunk, Counts, ReadoutBackward, Train } from './records'

/** The backward pass of a readout by its maximum over time, for one group: chunk by chunk from the last, block by block. */
export function readoutBackward(args: usize, group: u32, scratch: usize): void {
  const call = changetype<ReadoutBackward>(args)
  const input = changetype<Train>(call.input)
  clearGradients(call, group)
  if (isFull(input, group)) return
  const first = firstChunk(input, group)
  for (let index = firstChunk(input, group + 1); index > first; ) {
    index--
    const chunk = chunkAt(input, index)
    sortInput(call, chunk, scratch)
    for (let block = call.firstBlock; block < call.endBlock; block++) backwardBlock(call, input, group, chunk, index, block, scratch)
  }
}

function backwardBlock(call: ReadoutBackward, input: Train, group: u32, chunk: Chunk, index: u32, block: u32, scratch: usize): void {
  const rowBytes: usize = call.vectors << 4
  const firstClass = block * 4 * call.vectors
  const columns = min<u32>(4 * call.vectors, call.neurons - firstClass)
  const rows = chunk.samples * chunk.steps
  const end = chunk.step + chunk.steps
  const delta = scratch + call.rows + rowBytes
  const drive = scratch + call.drive
  const state = scratch + call.state + (firstClass << 2)
  memory.fill(delta + rows * rowBytes, 0, 2 * rowBytes)
  for (let q: u32 = 0; q < chunk.samples; q++) {
    const sample = chunk.sample + q
    const logits = call.logitsGradient + ((sample * call.neurons + firstClass) << 2)
    memory.fill(drive, 0, rowBytes)
    for (let c: usize = 0; c < columns; c++) store<f32>(drive + (c << 2), (1 - call.alpha) * load<f32>(logits + (c << 2)))
    if (end == input.time) memory.fill(state, 0, rowBytes)
    const reachedAt = call.reachedAt + (sample * call.blocks + block) * rowBytes
    const lastRow = delta + ((q + 1) * chunk.steps - 1) * rowBytes
    spreads[call.vectors - 1](call.alpha, chunk.steps, end, input.time, drive, reachedAt, state, lastRow)
  }
  toSynapses(call, changetype<Counts>(call.counts + group * offsetof<Counts>()), group, index, block, rows, delta, scratch)
}
