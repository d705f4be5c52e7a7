import { eventsByTime } from './inner/by-time'
import { sweeps } from './inner/by-width'
import { chunkAt, firstChunk } from './inner/chunks'
import { addColumns, putColumns, putRows, takeColumns } from './inner/columns'
import { holdFirstRow } from './inner/first-row'
import { bitRows, listBlock } from './inner/lists'
import { isFull, segmentOf } from './inner/segments'
import { Counts, LayerForward, Segment, Train } from './records'

/** The forward pass of a layer for one group: chunk by chunk, block by block, sample by sample. */
export function layerForward(args: usize, group: u32, scratch: usize): void {
  const call = changetype<LayerForward>(args)
  const output = changetype<Train>(call.output)
  const segment = segmentOf(output, group)
  const counts = changetype<Counts>(call.counts + group * offsetof<Counts>())
  segment.eventNext = group * output.eventStride
  segment.activeNext = group * output.activeStride
  segment.full = 0
  if (call.input) {
    const below = changetype<Train>(call.input)
    if (isFull(below, group)) {
      segment.full = 1
      return
    }
  }
  const last = firstChunk(output, group + 1)
  for (let index = firstChunk(output, group); index < last; index++) forwardChunk(call, output, segment, counts, group, index, scratch)
}

function forwardChunk(
  call: LayerForward,
  output: Train,
  segment: Segment,
  counts: Counts,
  group: u32,
  index: u32,
  scratch: usize,
): void {
  const chunk = chunkAt(output, index)
  const ends = scratch + call.ends
  const events = scratch + call.events
  if (call.input) {
    counts.inputEvents += <f64>eventsByTime(changetype<Train>(call.input), chunk, index, call.weightRow, ends, events)
  } else {
    for (let row: usize = 0; row < chunk.samples * chunk.steps; row++) store<u32>(ends + (row << 2), <u32>events)
  }
  const vectors = call.vectors
  const width: u32 = 4 * vectors
  const rowBytes: usize = width << 2
  const sampleBytes = bitRows(chunk) * rowBytes
  const bits = scratch + call.bits
  const keep = call.active != 0 || call.potentials != 0
  for (let block: u32 = 0; block < call.blocks; block++) {
    const neuron = block * width
    const columns = min<u32>(width, call.neurons - neuron)
    const state = scratch + call.state + (neuron << 2)
    const weight = call.weight + block * call.weightBlock
    let additions: u32 = 0
    let event = events
    for (let q: u32 = 0; q < chunk.samples; q++) {
      const sample = chunk.sample + q
      const first = q * chunk.steps
      const V = scratch + call.rows + first * rowBytes
      const place = (sample * call.neurons + neuron) << 2
      const timePlace = ((sample * output.time + chunk.step) * call.neurons + neuron) << 2
      if (chunk.step == 0) {
        if (call.initial) takeColumns(call.initial + place, columns, state, width)
        else memory.fill(state, 0, rowBytes)
      }
      const bitsOfSample = bits + q * sampleBytes
      memory.fill(bitsOfSample + sampleBytes - rowBytes, 0, rowBytes)
      additions += sweeps[vectors - 1](
        call,
        chunk.steps,
        weight,
        ends + (first << 2),
        event,
        state,
        driveOf(call, place, neuron, columns, width, scratch + call.drive),
        call.current && call.currentPerStep ? call.current + timePlace : 0,
        call.neurons << 2,
        keep,
        V,
        bitsOfSample,
      )
      event = load<u32>(ends + ((first + chunk.steps - 1) << 2))
      if (call.potentials) putRows(V, rowBytes, chunk.steps, columns, call.potentials + timePlace, call.neurons << 2)
      if (call.final && chunk.step + chunk.steps == output.time) putColumns(state, columns, call.final + place)
      if (call.careful && chunk.step == 0) holdFirstRow(call.threshold, V, width, bitsOfSample)
    }
    counts.forward += <f64>additions * <f64>columns
    listBlock(call, output, segment, counts, group, chunk, index, neuron, columns, rowBytes, bits, scratch)
  }
}

/** The part of the current that is the same at every step, or 0. */
function driveOf(call: LayerForward, place: usize, neuron: u32, columns: u32, width: u32, drive: usize): usize {
  const constant = call.current && !call.currentPerStep
  if (!call.bias && !constant) return 0
  memory.fill(drive, 0, width << 2)
  if (call.bias) takeColumns(call.bias + (neuron << 2), columns, drive, width)
  if (constant) addColumns(call.current + place, columns, drive)
  return drive
}
