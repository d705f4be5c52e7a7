import { chunkAt, firstChunk } from './inner/chunks'
import { countChunk } from './inner/counts'
import { Train, TrainCall } from './records'

/** counts[b][j] = Σ_t S_j[t], for the samples of one group. */
export function countSpikes(args: usize, group: u32, scratch: usize): void {
  const call = changetype<TrainCall>(args)
  const train = changetype<Train>(call.train)
  const last = firstChunk(train, group + 1)
  for (let index = firstChunk(train, group); index < last; index++) countChunk(train, chunkAt(train, index), index, group, 0, scratch, call.dense)
}
