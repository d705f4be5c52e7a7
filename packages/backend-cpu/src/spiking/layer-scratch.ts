import * as LayerForward from '../generated/records/layer-forward.js'
import { ALL_ROWS } from '../generated/records/limits.js'
import type { Blocks } from './blocks.js'
import type { Partition } from './partition.js'
import type { Scratch } from './scratch.js'

/** Places what a forward call needs in scratch, writes the offsets to its record, and returns the bytes in all. */
export function forwardScratch(
  u32: Uint32Array,
  at: number,
  { mostRows, mostSamples, mostSteps }: Partition,
  { width, blocks }: Blocks,
  chunkEvents: number,
  scratch: Scratch,
): number {
  u32[at + LayerForward.rows] = scratch.place(4 * width * mostRows)
  u32[at + LayerForward.bits] = scratch.place(mostSamples * 2 * Math.ceil(mostSteps / 64) * 4 * width)
  u32[at + LayerForward.candidates] = scratch.place(ALL_ROWS)
  u32[at + LayerForward.dump] = scratch.place(4 * ALL_ROWS)
  u32[at + LayerForward.ends] = scratch.place(4 * mostRows)
  u32[at + LayerForward.events] = scratch.place(4 * (chunkEvents + 8))
  u32[at + LayerForward.state] = scratch.place(4 * width * blocks)
  u32[at + LayerForward.drive] = scratch.place(4 * width)
  return scratch.bytes
}
