import { chunkAt, firstChunk } from './inner/chunks'
import { Segment, Train, TrainCall } from './records'

/** ε_j[t] (+)= dense[b][j] at every active entry of one group. */
export function countSpikesBackward(args: usize, group: u32, scratch: usize): void {
  const call = changetype<TrainCall>(args)
  const train = changetype<Train>(call.train)
  const neurons: usize = train.neurons
  if (changetype<Segment>(train.segments + group * offsetof<Segment>()).full) return
  const last = firstChunk(train, group + 1)
  for (let index = firstChunk(train, group); index < last; index++) {
    const chunk = chunkAt(train, index)
    const rows = chunk.samples * chunk.steps
    const starts = train.activeStart + ((index * (<u32>neurons + 1)) << 2)
    const ofSamples = call.dense + ((chunk.sample * neurons) << 2)
    let entry = load<u32>(starts)
    for (let neuron: usize = 0; neuron < neurons; neuron++) {
      const end = load<u32>(starts + (neuron << 2), 4)
      let source = ofSamples + (neuron << 2)
      let sampleEnd = chunk.steps
      for (; entry < end; entry++) {
        const row = <u32>load<u16>(train.activeRows + (entry << 1))
        const target = call.gradient + (entry << 2)
        let value: f32 = 0
        if (row < rows) {
          for (; row >= sampleEnd; sampleEnd += chunk.steps) source += neurons << 2
          value = load<f32>(source)
        }
        store<f32>(target, call.accumulate ? load<f32>(target) + value : value)
      }
    }
  }
}
