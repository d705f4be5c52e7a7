import * as Chunk from '../generated/records/chunk.js'
import * as Train from '../generated/records/train.js'
import { copiesOf } from '../spiking/weights.js'

/** From the first up to, but not including, the second. */
export type Span = readonly [from: number, to: number]

/** What falls to one worker of a run: neighboring groups, and what belongs to them. */
export interface Share {
  /** Of the whole run. */
  readonly count: number
  readonly groups: Span
  readonly samples: Span
  readonly chunks: Span
  /** Of so many copies of a gradient, which the groups share as they do in the kernels. */
  copies(count: number): Span
}

/** There are never more copies of a large gradient. */
export const MOST_WORKERS = 8

/** The number of samples of a train that is cut into so many groups, by the record at this index of u32. */
export function batchOf(u32: Uint32Array, train: number, groups: number): number {
  const chunks = u32[u32[train + Train.groups]! / 4 + groups]!
  const last = u32[train + Train.chunks]! / 4 + (chunks - 1) * Chunk.WORDS
  return u32[last + Chunk.sample]! + u32[last + Chunk.samples]!
}

/** The share of one of so many workers: it depends on the shape alone, so that what a worker keeps from run to run is found there. */
export function shareOf(u32: Uint32Array, train: number, count: number, worker: number, workers: number): Share {
  // Groups change hands only where all copies of gradients do.
  const units = copiesOf(count, Infinity)
  const batch = batchOf(u32, train, count)
  const firstGroup = (worker: number): number => Math.floor((Math.floor((worker * units) / workers) * count) / units)
  const groups: Span = [firstGroup(worker), firstGroup(worker + 1)]
  const spanOf = (place: (group: number) => number): Span => [place(groups[0]), place(groups[1])]
  return {
    count,
    groups,
    samples: spanOf((group) => Math.floor((group * batch) / count)),
    chunks: spanOf((group) => u32[u32[train + Train.groups]! / 4 + group]!),
    copies: (copies) => spanOf((group) => Math.ceil((group * copies) / count)),
  }
}
