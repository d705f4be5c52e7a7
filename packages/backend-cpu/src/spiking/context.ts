import type { Engine } from '../engine/types.js'
import { createStepCounts, type StepCounts } from './counts.js'
import { createHazards, type Hazards } from './hazards.js'
import { createPartitions, type Partitions } from './partition.js'
import { Scratch } from './scratch.js'

/** What the copies of ∇W take is bounded by this, however many neurons there are; forecasts in @snn/lif know it too. */
export const COPY_BYTES = 5 * 2 ** 18

/** How the spiking kernels may be made to behave in tests. */
export interface SpikingOptions {
  /** Entries that lists hold at first. */
  readonly capacity?: number | undefined
  /** Rows of a chunk, at most 2,048: few rows give many chunks, and windows of time. */
  readonly mostRows?: number | undefined
  /** Bytes that a copy of ∇W may have: where it would have more, ∇W is made some blocks after the other. */
  readonly copyBytes?: number | undefined
}

/** What all plans share. */
export interface Context {
  readonly engine: Engine
  readonly partitions: Partitions
  readonly hazards: Hazards
  readonly counts: StepCounts
  /** Of the call that is being enqueued. */
  readonly scratch: Scratch
  readonly capacity: number | undefined
  /** No copy of ∇W is larger, unless one block is. */
  readonly copyBytes: number
  /** Plans that hold lists. */
  readonly plans: Set<Growing>
}

export interface Growing {
  /** Gives more room, if a list was too short since the last time. */
  grow(): void
}

export function createContext(engine: Engine, { capacity, mostRows, copyBytes = COPY_BYTES }: SpikingOptions): Context {
  return {
    engine,
    partitions: createPartitions(engine.memory, mostRows),
    hazards: createHazards(engine),
    counts: createStepCounts(engine),
    scratch: new Scratch(),
    capacity,
    copyBytes,
    plans: new Set(),
  }
}
