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
  scratch: usize,
): void {
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
    const end = findRows(chunk, bits, rowBytes, candidates)
    makeRoom(call, output, segment, group, eventNext, activeNext, <u32>(end - candidates) >> 1)
    const full = segment.full != 0
    store<u32>(eventTable, eventNext)
    const firstEvent = full ? dump : output.eventRows + (eventNext << 1)
    let event = firstEvent
    if (!call.active) {
      memory.copy(event, candidates, end - candidates)
      event += end - candidates
    } else {
      store<u32>(activeTable, activeNext)
      const firstActive = full ? dump + ALL_ROWS : output.activeRows + (activeNext << 1)
      let active = firstActive
      let excess = full ? dump + 2 * ALL_ROWS : output.excess + (activeNext << 2)
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
    bits += 4
    V += 4
  }
  store<u32>(eventTable, eventNext)
  if (call.active) store<u32>(activeTable, activeNext)
  counts.events += <f64>(eventNext - segment.eventNext)
  counts.active += <f64>activeEntries
  segment.eventNext = eventNext
  segment.activeNext = activeNext
}

/** Rows of bits of one sample: a word of 32 steps for every column, read in pairs. */
@inline
export function bitRows(chunk: Chunk): usize {
  return ((chunk.steps + 63) >> 6) << 1
}

/** A word without its highest bit. */
@inline
function withoutFirst(z: u64): u64 {
  return z & (0x7fffffffffffffff >> clz(z))
}

/** Rows of one column's bits, written to `rows`; returns where they end. Up to four entries behind that are overwritten. */
@inline
function findRows(chunk: Chunk, bits: usize, rowBytes: usize, rows: usize): usize {
  const sampleBytes = bitRows(chunk) * rowBytes
  let first: u32 = 0
  for (let sample: u32 = 0; sample < chunk.samples; sample++) {
    let base = first
    const end = bits + sampleBytes
    for (; bits < end; bits += 2 * rowBytes) {
      let z = (<u64>load<u32>(bits) << 32) | <u64>load<u32>(bits + rowBytes)
      const count = <u32>popcnt(z)
      store<u16>(rows, <u16>(base + <u32>clz(z)))
      z = withoutFirst(z)
      store<u16>(rows, <u16>(base + <u32>clz(z)), 2)
      z = withoutFirst(z)
      store<u16>(rows, <u16>(base + <u32>clz(z)), 4)
      z = withoutFirst(z)
      store<u16>(rows, <u16>(base + <u32>clz(z)), 6)
      if (count > 4) {
        const end = rows + (count << 1)
        for (rows += 8; rows < end; rows += 2) {
          z = withoutFirst(z)
          store<u16>(rows, <u16>(base + <u32>clz(z)))
        }
      } else rows += count << 1
      base += 64
    }
    first += chunk.steps
  }
  return rows
}

/** Whether one column's candidates fit after what is listed: raises the flag when they might not, and notes the room that they might need. */
function makeRoom(
  call: LayerForward,
  output: Train,
  segment: Segment,
  group: u32,
  eventNext: u32,
  activeNext: u32,
  candidates: u32,
): void {
  const events = eventNext - group * output.eventStride + candidates
  segment.eventNeed = max(segment.eventNeed, events)
  let fits = events <= output.eventStride - SLACK
  if (call.active) {
    const active = activeNext - group * output.activeStride + ((candidates + 3) & ~3)
    segment.activeNeed = max(segment.activeNeed, active)
    fits = fits && active <= output.activeStride - SLACK
  }
  if (fits) return
  segment.full = 1
  store<u32>(call.overflow, 1)
}
