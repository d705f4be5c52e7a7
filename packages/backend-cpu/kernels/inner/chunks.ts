import { Chunk, Train } from '../records'

/** The first chunk of a group; the end of its chunks is the first of the next. */
@inline
export function firstChunk(train: Train, group: u32): u32 {
  return load<u32>(train.groups + (group << 2))
}

@inline
export function chunkAt(train: Train, index: u32): Chunk {
  return changetype<Chunk>(train.chunks + index * offsetof<Chunk>())
}
