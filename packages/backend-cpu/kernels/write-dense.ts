import { chunkAt, firstChunk } from './inner/chunks'
import { addOne, neuronOf } from './inner/events'
import { isFull } from './inner/segments'
import { Train, TrainCall } from './records'

/** dense[b][t][j] = the number of events of neuron j at step t, for the samples of one group. */
export function writeDense(args: usize, group: u32, scratch: usize): void {
  const call = changetype<TrainCall>(args)
  const train = changetype<Train>(call.train)
  const neurons: usize = train.neurons
  const last = firstChunk(train, group + 1)
  for (let index = firstChunk(train, group); index < last; index++) {
    const chunk = chunkAt(train, index)
    const firstRow: usize = chunk.sample * train.time + chunk.step
    const rows: usize = chunk.samples * chunk.steps
    const dense = call.dense + ((firstRow * neurons) << 2)
    memory.fill(dense, 0, (rows * neurons) << 2)
    if (train.rowStart) {
      const start = train.rowStart + (firstRow << 2)
      for (let row: usize = 0; row < rows; row++) {
        const end = load<u32>(start + (row << 2), 4)
        for (let event = load<u32>(start + (row << 2)); event < end; event++) {
          addOne(dense + ((row * neurons + neuronOf(train, event)) << 2))
        }
      }
    } else if (!isFull(train, group)) {
      const starts = train.eventStart + ((index * (<u32>neurons + 1)) << 2)
      for (let neuron: usize = 0; neuron < neurons; neuron++) {
        const end = load<u32>(starts + (neuron << 2), 4)
        for (let event = load<u32>(starts + (neuron << 2)); event < end; event++) {
          addOne(dense + ((<usize>load<u16>(train.eventRows + (event << 1)) * neurons + neuron) << 2))
        }
      }
    }
  }
}
