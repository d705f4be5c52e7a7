import { Chunk, Train } from '../records'

/**
 * The events of a chunk that came row by row, neuron by neuron: the rows of neuron i stand at rows[starts[i]] … rows[starts[i + 1] - 1].
 * A counting sort, so that rows rise for every neuron.
 */
export function eventsByNeuron(train: Train, chunk: Chunk, starts: usize, rows: usize): void {
  const start = train.rowStart + ((chunk.sample * train.time + chunk.step) << 2)
  const count = chunk.samples * chunk.steps
  if (train.indexBytes == 2) sort<u16>(train.index, train.neurons, start, count, starts, rows)
  else sort<u32>(train.index, train.neurons, start, count, starts, rows)
}

function sort<Index>(index: usize, neurons: u32, start: usize, count: u32, starts: usize, rows: usize): void {
  const ends = starts + 4
  memory.fill(starts, 0, (neurons + 1) << 2)
  const last = index + <usize>load<u32>(start + (count << 2)) * sizeof<Index>()
  for (let event = index + <usize>load<u32>(start) * sizeof<Index>(); event < last; event += sizeof<Index>()) {
    const place = ends + ((<usize>load<Index>(event)) << 2)
    store<u32>(place, load<u32>(place) + 1)
  }
  let next: u32 = 0
  for (let neuron: usize = 0; neuron < neurons; neuron++) {
    const place = ends + (neuron << 2)
    const events = load<u32>(place)
    store<u32>(place, next)
    next += events
  }
  let event = index + <usize>load<u32>(start) * sizeof<Index>()
  for (let row: u32 = 0; row < count; row++) {
    start += 4
    const stop = index + <usize>load<u32>(start) * sizeof<Index>()
    for (; event < stop; event += sizeof<Index>()) {
      const place = ends + ((<usize>load<Index>(event)) << 2)
      const target = load<u32>(place)
      store<u16>(rows + (target << 1), <u16>row)
      store<u32>(place, target + 1)
    }
  }
}
