import { Chunk, Train } from '../records'
import { neuronOf } from './events'
import { isFull } from './segments'

// Sums over the events of a neuron, and their way back. A table has 8 bytes for every row of a chunk, so that no branch asks for the sample of
// an event: what it counts, f32, and where its sample begins among [samples][neurons], u32. Fillers count nothing.

/**
 * counts[b][j] += Σ_t effects[t] S_j[t] over the steps of a chunk, which clears them first where it begins with step 0. `effects` may be 0:
 * then every spike counts 1.
 */
export function countChunk(train: Train, chunk: Chunk, index: u32, group: u32, effects: usize, table: usize, counts: usize): void {
  const neurons: usize = train.neurons
  counts += (chunk.sample * neurons) << 2
  if (chunk.step == 0) memory.fill(counts, 0, (chunk.samples * neurons) << 2)
  fillTable(train, chunk, effects, table)
  if (train.rowStart) {
    let start = train.rowStart + ((chunk.sample * train.time + chunk.step) << 2)
    let event = load<u32>(start)
    for (const end = table + ((chunk.samples * chunk.steps) << 3); table < end; table += 8) {
      start += 4
      for (const stop = load<u32>(start); event < stop; event++) count(counts + (neuronOf(train, event) << 2), table)
    }
  } else if (!isFull(train, group)) {
    let starts = train.eventStart + ((index * (<u32>neurons + 1)) << 2)
    let event = load<u32>(starts)
    for (const last = starts + (neurons << 2); starts < last; counts += 4) {
      starts += 4
      for (const stop = load<u32>(starts); event < stop; event++) {
        count(counts, table + ((<usize>load<u16>(train.eventRows + (event << 1))) << 3))
      }
    }
  }
}

@inline
function count(counts: usize, row: usize): void {
  const place = counts + load<u32>(row, 4)
  store<f32>(place, load<f32>(place) + load<f32>(row))
}

/** ε_j[t] (+)= effects[t] · slopes[q][j] at the active entries of a chunk, for its samples q: the way back. Returns their number. */
export function spreadChunk(
  train: Train,
  chunk: Chunk,
  index: u32,
  effects: usize,
  table: usize,
  slopes: usize,
  gradient: usize,
  accumulate: bool,
): u32 {
  const neurons: usize = train.neurons
  const rows = chunk.samples * chunk.steps
  let starts = train.activeStart + ((index * (<u32>neurons + 1)) << 2)
  let entry = load<u32>(starts)
  let entries: u32 = 0
  fillTable(train, chunk, effects, table)
  for (const last = starts + (neurons << 2); starts < last; slopes += 4) {
    starts += 4
    for (const end = load<u32>(starts); entry < end; entry++) {
      const row = <u32>load<u16>(train.activeRows + (entry << 1))
      const known = table + (row << 3)
      const target = gradient + (entry << 2)
      const value = load<f32>(slopes + load<u32>(known, 4)) * load<f32>(known)
      store<f32>(target, accumulate ? load<f32>(target) + value : value)
      entries += <u32>(row < rows)
    }
  }
  return entries
}

function fillTable(train: Train, chunk: Chunk, effects: usize, table: usize): void {
  const place = train.neurons << 2
  for (let q: u32 = 0; q < chunk.samples; q++) {
    for (let step = chunk.step; step < chunk.step + chunk.steps; step++) {
      store<f32>(table, effects ? load<f32>(effects + (step << 2)) : 1)
      store<u32>(table, q * place, 4)
      table += 8
    }
  }
  memory.fill(table, 0, 16)
}
