import { chunkAt, firstChunk } from './inner/chunks'
import { spreadChunk } from './inner/counts'
import { isFull } from './inner/segments'
import { Train, TrainCall } from './records'

/** ε_j[t] (+)= dense[b][j] at every active entry of one group. */
export function countSpikesBackward(args: usize, group: u32, scratch: usize): void {
  const call = changetype<TrainCall>(args)
  const train = changetype<Train>(call.train)
  if (isFull(train, group)) return
  const last = firstChunk(train, group + 1)
  for (let index = firstChunk(train, group); index < last; index++) {
    const chunk = chunkAt(train, index)
    const slopes = call.dense + ((chunk.sample * train.neurons) << 2)
    spreadChunk(train, chunk, index, 0, scratch, slopes, call.gradient, call.accumulate != 0)
  }
}
