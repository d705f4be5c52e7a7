import { ALL_ROWS, Chunk, Counts, LayerForward, Segment, SLACK, Train } from '../records'

/**
 * The spikes and active entries of one block in one chunk, from the bits of its candidates: a spike where V > V_th, eq. (4), an active entry
 * where |V - V_th| < B_th, eq. (7). Both are appended without a branch: the entry is always written, and counted where it holds.
 */
export function listBlock(
  call: LayerForward,
  output: Train,
  segment: Segment,
  counts: Counts,
  group: u32,
  chunk: Chunk,
  index: u32,
  neuron: u32,
  columns: u32,
  rowBytes: usize,
  bits: usize,
  sampleBytes: usize,
  scratch: usize,
): void {
  const columnBytes: usize = ((chunk.steps + 63) >> 6) << 3
  makeRoom(call, output, segment, group, chunk.samples, columns, bits, sampleBytes, columnBytes)
  const full = segment.full != 0
  const threshold = call.threshold
  const bound = call.bound
  const candidates = scratch + call.candidates
  const dump = scratch + call.dump
  const filler = chunk.samples * chunk.steps + 1
  const fillers = <u64>filler * 0x0001000100010001
  let eventTable = output.eventStart + ((index * (output.neurons + 1) + neuron) << 2)
  let activeTable = output.activeStart + ((index * (output.neurons + 1) + neuron) << 2)
  let V = scratch + call.rows
  let eventNext = segment.eventNext
  let activeNext = segment.activeNext
  let activeEntries: u32 = 0
  for (let column: u32 = 0; column < columns; column++) {
    store<u32>(eventTable, eventNext)
    const firstEvent = full ? dump : output.eventRows + (eventNext << 1)
    let event = firstEvent
    if (!call.active) {
      event = findRows(chunk, bits, sampleBytes, columnBytes, firstEvent)
    } else {
      store<u32>(activeTable, activeNext)
      const firstActive = full ? dump + ALL_ROWS : output.activeRows + (activeNext << 1)
      let active = firstActive
      let excess = full ? dump + 2 * ALL_ROWS : output.excess + (activeNext << 2)
      const end = findRows(chunk, bits, sampleBytes, columnBytes, candidates)
      for (let candidate = candidates; candidate < end; candidate += 2) {
        const row = load<u16>(candidate)
        const u = load<f32>(V + <usize>row * rowBytes) - threshold
        store<u16>(event, row)
        event += (<usize>(u > 0)) << 1
        const near = <usize>(abs(u) < bound)
        store<u16>(active, row)
        store<f32>(excess, u)
        active += near << 1
        excess += near << 2
      }
      const entries = <u32>(active - firstActive) >> 1
      activeEntries += entries
      store<u64>(active, fillers)
      v128.store(excess, f32x4.splat(0))
      activeNext += (entries + 3) & ~3
    }
    eventNext += <u32>(event - firstEvent) >> 1
    eventTable += 4
    activeTable += 4
    bits += columnBytes
    V += 4
  }
  store<u32>(eventTable, eventNext)
  if (call.active) store<u32>(activeTable, activeNext)
  counts.events += <f64>(eventNext - segment.eventNext)
  counts.active += <f64>activeEntries
  segment.eventNext = eventNext
  segment.activeNext = activeNext
}

/** Rows of one column's bits, written to `rows`; returns where they end. Up to four entries behind that are overwritten. */
@inline
function findRows(chunk: Chunk, bits: usize, sampleBytes: usize, columnBytes: usize, rows: usize): usize {
  let first: u32 = 0
  for (let sample: u32 = 0; sample < chunk.samples; sample++) {
    let base = first
    for (let word = bits; word < bits + columnBytes; word += 8) {
      let z = load<u64>(word)
      const count = <u32>popcnt(z)
      store<u16>(rows, <u16>(base + <u32>ctz(z)))
      z &= z - 1
      store<u16>(rows, <u16>(base + <u32>ctz(z)), 2)
      z &= z - 1
      store<u16>(rows, <u16>(base + <u32>ctz(z)), 4)
      z &= z - 1
      store<u16>(rows, <u16>(base + <u32>ctz(z)), 6)
      if (count > 4) {
        const end = rows + (count << 1)
        for (rows += 8; rows < end; rows += 2) {
          z &= z - 1
          store<u16>(rows, <u16>(base + <u32>ctz(z)))
        }
      } else rows += count << 1
      base += 64
    }
    first += chunk.steps
    bits += sampleBytes
  }
  return rows
}

/** Raises the flag when the candidates of a block might not fit, and notes the room that they might need. */
function makeRoom(
  call: LayerForward,
  output: Train,
  segment: Segment,
  group: u32,
  samples: u32,
  columns: u32,
  bits: usize,
  sampleBytes: usize,
  columnBytes: usize,
): void {
  let candidates: u32 = 0
  let fillers: u32 = 0
  for (let column: u32 = 0; column < columns; column++) {
    let ofColumn: u32 = 0
    let sample = bits
    for (let q: u32 = 0; q < samples; q++) {
      for (let word = sample; word < sample + columnBytes; word += 8) ofColumn += <u32>popcnt(load<u64>(word))
      sample += sampleBytes
    }
    candidates += ofColumn
    fillers += ofColumn ? 3 : 0
    bits += columnBytes
  }
  const events = segment.eventNext - group * output.eventStride + candidates
  segment.eventNeed = max(segment.eventNeed, events)
  let fits = events <= output.eventStride - SLACK
  if (call.active) {
    const active = segment.activeNext - group * output.activeStride + candidates + fillers
    segment.activeNeed = max(segment.activeNeed, active)
    fits = fits && active <= output.activeStride - SLACK
  }
  if (fits) return
  segment.full = 1
  store<u32>(call.overflow, 1)
}
