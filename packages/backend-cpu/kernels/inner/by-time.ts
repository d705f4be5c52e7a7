import { Chunk, Train } from '../records'

/**
 * The events of a chunk row by row, as the forward sweeps read them: `events` holds for each where the weights of its neuron begin
 * (neuron · weightRow), `ends[row]` the address where the row's events end. Returns the number of events.
 */
export function eventsByTime(train: Train, chunk: Chunk, index: u32, weightRow: u32, ends: usize, events: usize): u32 {
  const rows = chunk.samples * chunk.steps
  if (train.rowStart) {
    const start = train.rowStart + ((chunk.sample * train.time + chunk.step) << 2)
    const first = load<u32>(start)
    for (let row: usize = 0; row < rows; row++) {
      store<u32>(ends + (row << 2), <u32>events + ((load<u32>(start + (row << 2), 4) - first) << 2))
    }
    const count = load<u32>(start + (rows << 2)) - first
    if (train.indexBytes == 2) multiply16(train.index + (first << 1), count, weightRow, events)
    else multiply32(train.index + (first << 2), count, weightRow, events)
    return count
  }
  const starts = train.eventStart + ((index * (train.neurons + 1)) << 2)
  const begin = train.eventRows + (load<u32>(starts) << 1)
  const end = train.eventRows + (load<u32>(starts + (train.neurons << 2)) << 1)
  memory.fill(ends, 0, rows << 2)
  for (let event = begin; event < end; event += 2) {
    const place = ends + ((<usize>load<u16>(event)) << 2)
    store<u32>(place, load<u32>(place) + 4)
  }
  let next = <u32>events
  for (let row: usize = 0; row < rows; row++) {
    const bytes = load<u32>(ends + (row << 2))
    store<u32>(ends + (row << 2), next)
    next += bytes
  }
  let event = begin
  let weight: u32 = 0
  for (let neuron: u32 = 0; neuron < train.neurons; neuron++) {
    const stop = train.eventRows + (load<u32>(starts + (neuron << 2), 4) << 1)
    for (; event < stop; event += 2) {
      const place = ends + ((<usize>load<u16>(event)) << 2)
      const target = load<u32>(place)
      store<u32>(target, weight)
      store<u32>(place, target + 4)
    }
    weight += weightRow
  }
  return <u32>(end - begin) >> 1
}

/** products[k] = index[k] · factor, eight at a time. */
function multiply16(index: usize, count: u32, factor: u32, products: usize): void {
  const factors = i32x4.splat(factor)
  const end = products + (count << 2)
  for (; products < end; products += 32, index += 16) {
    const eight = v128.load(index)
    v128.store(products, i32x4.mul(i32x4.extend_low_i16x8_u(eight), factors))
    v128.store(products, i32x4.mul(i32x4.extend_high_i16x8_u(eight), factors), 16)
  }
}

function multiply32(index: usize, count: u32, factor: u32, products: usize): void {
  const factors = i32x4.splat(factor)
  const end = products + (count << 2)
  for (; products < end; products += 16, index += 16) v128.store(products, i32x4.mul(v128.load(index), factors))
}
