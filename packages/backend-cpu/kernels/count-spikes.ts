import { chunkAt, firstChunk } from './inner/chunks'
import { addOne, neuronOf } from './inner/events'
import { Segment, Train, TrainCall } from './records'

/** counts[b][j] = Σ_t S_j[t], for the samples of one group. */
export function countSpikes(args: usize, group: u32, scratch: usize): void {
  const call = changetype<TrainCall>(args)
  const train = changetype<Train>(call.train)
  const neurons: usize = train.neurons
  const last = firstChunk(train, group + 1)
  for (let index = firstChunk(train, group); index < last; index++) {
    const chunk = chunkAt(train, index)
    const counts = call.dense + ((chunk.sample * neurons) << 2)
    if (chunk.step == 0) memory.fill(counts, 0, (chunk.samples * neurons) << 2)
    if (train.rowStart) {
      const start = train.rowStart + ((chunk.sample * train.time + chunk.step) << 2)
      for (let q: usize = 0; q < chunk.samples; q++) {
        const from = load<u32>(start + ((q * chunk.steps) << 2))
        const to = load<u32>(start + (((q + 1) * chunk.steps) << 2))
        for (let event = from; event < to; event++) addOne(counts + ((q * neurons + neuronOf(train, event)) << 2))
      }
    } else if (!changetype<Segment>(train.segments + group * offsetof<Segment>()).full) {
      const starts = train.eventStart + ((index * (<u32>neurons + 1)) << 2)
      let event = load<u32>(starts)
      for (let neuron: usize = 0; neuron < neurons; neuron++) {
        const end = load<u32>(starts + (neuron << 2), 4)
        let place = counts + (neuron << 2)
        let sampleEnd = chunk.steps
        for (; event < end; event++) {
          const row = <u32>load<u16>(train.eventRows + (event << 1))
          for (; row >= sampleEnd; sampleEnd += chunk.steps) place += neurons << 2
          addOne(place)
        }
      }
    }
  }
}
