import { Train } from '../records'

/** The neuron of an event that came from outside. */
@inline
export function neuronOf(train: Train, event: u32): usize {
  return train.indexBytes == 2 ? <usize>load<u16>(train.index + (event << 1)) : <usize>load<u32>(train.index + (event << 2))
}

@inline
export function addOne(place: usize): void {
  store<f32>(place, load<f32>(place) + 1)
}
