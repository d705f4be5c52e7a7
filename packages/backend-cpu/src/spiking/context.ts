import type { Engine } from '../engine/types.js'
import { createStepCounts, type StepCounts } from './counts.js'
import { createHazards, type Hazards } from './hazards.js'
import { createPartitions, type Partitions } from './partition.js'

/** How the spiking kernels may be made to behave in tests. */
export interface SpikingOptions {
  /** Entries that lists hold at first. */
  readonly capacity?: number | undefined
  /** Rows of a chunk, at most 2,048: few rows give many chunks, and windows of time. */
  readonly mostRows?: number | undefined
}

/** What all plans share. */
export interface Context {
  readonly engine: Engine
  readonly partitions: Partitions
  readonly hazards: Hazards
  readonly counts: StepCounts
  readonly capacity: number | undefined
  /** Plans that hold lists. */
  readonly plans: Set<Growing>
}

export interface Growing {
  /** Gives more room, if a list was too short since the last time. */
  grow(): void
}

export function createContext(engine: Engine, { capacity, mostRows }: SpikingOptions): Context {
  return {
    engine,
    partitions: createPartitions(engine.memory, mostRows),
    hazards: createHazards(engine),
    counts: createStepCounts(engine),
    capacity,
    plans: new Set(),
  }
}
