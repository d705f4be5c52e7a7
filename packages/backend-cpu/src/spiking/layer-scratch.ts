import { ALL_ROWS, LayerBackward, LayerForward, PLANE } from '../generated/records.js'
import type { Blocks } from './blocks.js'
import type { LayerTrain } from './layer-train.js'
import type { Partition } from './partition.js'
import { createScratch } from './scratch.js'
import type { CpuTrain } from './train.js'

/** Places what a forward call needs in scratch, writes the offsets to its record, and returns the bytes in all. */
export function forwardScratch(
  u32: Uint32Array,
  at: number,
  { mostRows, mostSamples, mostSteps }: Partition,
  { width, blocks }: Blocks,
  chunkEvents: number,
): number {
  const scratch = createScratch()
  const planes = Math.ceil(width / 16)
  u32[at + LayerForward.rows] = scratch.place(4 * width * mostRows)
  u32[at + LayerForward.planes] = scratch.place(PLANE * planes)
  u32[at + LayerForward.bits] = scratch.place(mostSamples * planes * 16 * 8 * Math.ceil(mostSteps / 64))
  u32[at + LayerForward.candidates] = scratch.place(ALL_ROWS)
  u32[at + LayerForward.dump] = scratch.place(4 * ALL_ROWS)
  u32[at + LayerForward.ends] = scratch.place(4 * mostRows)
  u32[at + LayerForward.events] = scratch.place(4 * (chunkEvents + 8))
  u32[at + LayerForward.state] = scratch.place(4 * width * blocks)
  u32[at + LayerForward.drive] = scratch.place(4 * width)
  return scratch.bytes
}

/** The same for a backward call; `sorted` is an input whose events it has to sort by neuron. */
export function backwardScratch(
  u32: Uint32Array,
  at: number,
  { partition, lists, neurons }: LayerTrain,
  { width, blocks }: Blocks,
  sorted: CpuTrain | undefined,
): number {
  const scratch = createScratch()
  u32[at + LayerBackward.rows] = scratch.place(4 * width * (partition.mostRows + 3))
  u32[at + LayerBackward.lambda] = scratch.place(4 * Math.min(lists.groupActive, (partition.mostRows + 3) * neurons))
  u32[at + LayerBackward.starts] = scratch.place(sorted ? 4 * (sorted.neurons + 1) : 0)
  u32[at + LayerBackward.events] = scratch.place(sorted ? 2 * sorted.chunkEvents : 0)
  u32[at + LayerBackward.state] = scratch.place(4 * width * blocks)
  u32[at + LayerBackward.drive] = scratch.place(4 * width)
  return scratch.bytes
}
