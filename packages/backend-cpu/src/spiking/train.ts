import type { DeviceTrain } from '@snn/core'
import type { LayerLists } from './layer-train.js'
import type { Partition } from './partition.js'

/** A train of this driver. */
export interface CpuTrain extends DeviceTrain {
  /** Of what was written last. */
  readonly partition: Partition
  /** No chunk has more events. */
  readonly chunkEvents: number
  /** A new Train record, for a call that is enqueued now. */
  record(): number
  /** The lists of a layer; absent in a train that came from outside. */
  readonly lists?: LayerLists
}

/** The lists of a train that a layer made: only these can have active entries. */
export function listsOf(train: DeviceTrain): LayerLists {
  const { lists } = train as CpuTrain
  if (!lists) throw new TypeError('a train that came from outside has no active entries')
  return lists
}

/** The lists of a train whose last forward pass listed active entries: kernels must not read what an older one left. */
export function activeListsOf(train: DeviceTrain): LayerLists {
  const lists = listsOf(train)
  if (!lists.active)
    throw new TypeError('a gradient was asked for at active entries that the forward pass did not list')
  return lists
}
