import { Chunk, Train } from '../records'

/** The neuron of an event that came from outside. */
@inline
export function neuronOf(train: Train, event: u32): usize {
  return train.indexBytes == 2 ? <usize>load<u16>(train.index + (event << 1)) : <usize>load<u32>(train.index + (event << 2))
}

/** The number of events of a chunk. */
export function eventsOf(train: Train, chunk: Chunk, index: u32): u32 {
  const rows = train.rowStart + ((chunk.sample * train.time + chunk.step) << 2)
  const neurons = train.eventStart + ((index * (train.neurons + 1)) << 2)
  return train.rowStart
    ? load<u32>(rows + ((chunk.samples * chunk.steps) << 2)) - load<u32>(rows)
    : load<u32>(neurons + (train.neurons << 2)) - load<u32>(neurons)
}

@inline
export function addOne(place: usize): void {
  store<f32>(place, load<f32>(place) + 1)
}
