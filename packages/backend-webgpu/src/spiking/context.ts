import type { LayerCounts } from '@snn/core'
import type { Gpu } from '../device/gpu.js'
import type { KernelCache } from '../device/kernel-cache.js'
import type { Counters } from './counters.js'

/** What all plans share. */
export interface Context {
  readonly gpu: Gpu
  readonly counters: Counters
  readonly kernels: KernelCache
  /** Entries that lists hold at first, in tests. */
  readonly capacity: number | undefined
  /** Words of 32 steps that one dispatch sweeps. */
  readonly longestSweep: number
  /** Called by each forward pass: how its counts are made from the counters of the step, and what learns from them. */
  ran(plan: Growing | undefined, report: (counters: Uint32Array) => LayerCounts): void
  /** Plans that hold lists. */
  readonly plans: Set<Growing>
}

export interface Growing {
  /** Learns from the counters of a step how much its lists should have held. */
  note(counters: Uint32Array): void
  /** Gives more room where a list was too short. */
  grow(): void
}
