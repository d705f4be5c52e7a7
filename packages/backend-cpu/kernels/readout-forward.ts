import { eventsByTime } from './inner/by-time'
import { integrates } from './inner/by-width'
import { chunkAt, firstChunk } from './inner/chunks'
import { putColumns, putRows, takeColumns } from './inner/columns'
import { isFull } from './inner/segments'
import { Counts, ReadoutForward, Train } from './records'

/** The forward pass of a readout for one group. */
export function readoutForward(args: usize, group: u32, scratch: usize): void {
  const call = changetype<ReadoutForward>(args)
  const input = changetype<Train>(call.input)
  const counts = changetype<Counts>(call.counts + group * offsetof<Counts>())
  if (isFull(input, group)) return
  const last = firstChunk(input, group + 1)
  for (let index = firstChunk(input, group); index < last; index++) readoutChunk(call, input, counts, index, scratch)
}

function readoutChunk(call: ReadoutForward, input: Train, counts: Counts, index: u32, scratch: usize): void {
  const chunk = chunkAt(input, index)
  const ends = scratch + call.ends
  const events = scratch + call.events
  counts.inputEvents += <f64>eventsByTime(input, chunk, index, call.weightRow, ends, events)
  const width: u32 = 4 * call.vectors
  const rowBytes: usize = width << 2
  const drive = scratch + call.drive
  const isLast = chunk.step + chunk.steps == input.time
  for (let block: u32 = 0; block < call.blocks; block++) {
    const first = block * width
    const columns = min<u32>(width, call.classes - first)
    if (call.bias) takeColumns(call.bias + (first << 2), columns, drive, width)
    else memory.fill(drive, 0, rowBytes)
    let event = events
    let additions: u32 = 0
    for (let q: u32 = 0; q < chunk.samples; q++) {
      const sample = chunk.sample + q
      const row = q * chunk.steps
      const U = scratch + call.rows + row * rowBytes
      const place = (sample * call.classes + first) << 2
      const statePlace = (sample * call.blocks + block) * rowBytes
      const state = call.state + statePlace
      const reduced = call.reduced + statePlace
      const reachedAt = call.reachedAt + statePlace
      if (chunk.step == 0) {
        if (call.initial) takeColumns(call.initial + place, columns, state, width)
        else memory.fill(state, 0, rowBytes)
        memory.copy(reduced, state, rowBytes)
        memory.fill(reachedAt, 0, rowBytes)
      }
      additions += integrates[call.vectors - 1](
        call,
        chunk.steps,
        chunk.step,
        input.time,
        call.weight + block * call.weightBlock,
        ends + (row << 2),
        event,
        state,
        reduced,
        reachedAt,
        drive,
        call.potentials != 0,
        U,
      )
      event = load<u32>(ends + ((row + chunk.steps - 1) << 2))
      if (call.potentials) {
        const target = call.potentials + (((sample * input.time + chunk.step) * call.classes + first) << 2)
        putRows(U, rowBytes, chunk.steps, columns, target, call.classes << 2)
      }
      if (isLast) {
        if (call.final) putColumns(state, columns, call.final + place)
        for (let c: usize = 0; c < columns; c++) store<f32>(call.logits + place + (c << 2), call.scale * load<f32>(reduced + (c << 2)))
      }
    }
    counts.forward += <f64>additions * <f64>columns
  }
}
