import type { SpikeGradientTarget } from '@snn/core'
import type { EngineMemory } from '../engine/types.js'
import * as Backward from '../generated/records/backward.js'
import type { Blocks } from './blocks.js'
import type { Partition } from './partition.js'
import { Scratch } from './scratch.js'
import { activeListsOf, type CpuTrain } from './train.js'
import type { GradientPart } from './weights.js'

/** What a backward call of a layer and one of a readout have in common. */
export interface BackwardFields {
  readonly input: CpuTrain | undefined
  /** Addresses: the counts, and the packed weights. */
  readonly counts: number
  readonly packed: number
  readonly inputGradient: SpikeGradientTarget | undefined
  readonly blocks: Blocks
  readonly partition: Partition
  readonly part: GradientPart
  readonly alpha: number
}

/**
 * Writes these fields to the record at this address, and places what the kernels share in scratch: from δ to the synapses.
 * @returns the scratch, for what the call needs beside that.
 */
export function writeBackward(memory: EngineMemory, record: number, fields: BackwardFields): Scratch {
  const { input, inputGradient, blocks, partition, part } = fields
  const inputRecord = input?.record() ?? 0
  const target = inputGradient ? activeListsOf(inputGradient.gradient.train).gradient(inputGradient.gradient.slot) : 0
  const at = record / 4
  const u32 = memory.u32()
  u32[at + Backward.input] = inputRecord
  u32[at + Backward.counts] = fields.counts
  u32[at + Backward.weight] = fields.packed
  u32[at + Backward.neurons] = blocks.columns
  u32[at + Backward.blocks] = blocks.blocks
  u32[at + Backward.vectors] = blocks.vectors
  u32.set(part.range, at + Backward.firstBlock)
  u32[at + Backward.groups] = partition.groups
  u32[at + Backward.copies] = part.count
  u32[at + Backward.weightGradient] = input ? part.weight : 0
  u32[at + Backward.weightGradientBytes] = part.weightBytes
  u32[at + Backward.biasGradient] = part.bias
  u32[at + Backward.biasGradientBytes] = part.biasBytes
  u32[at + Backward.inputGradient] = target
  u32[at + Backward.accumulate] = inputGradient?.accumulate ? 1 : 0
  memory.f32()[at + Backward.alpha] = fields.alpha
  // Only events from outside have to be sorted by neuron: those of a layer are.
  const sorted = part.weight && input && !input.lists ? input : undefined
  const scratch = new Scratch()
  u32[at + Backward.rows] = scratch.place(4 * blocks.width * (partition.mostRows + 3))
  u32[at + Backward.starts] = scratch.place(sorted ? 4 * (sorted.neurons + 1) : 0)
  u32[at + Backward.events] = scratch.place(sorted ? 2 * sorted.chunkEvents : 0)
  u32[at + Backward.state] = scratch.place(4 * blocks.width * blocks.blocks)
  u32[at + Backward.drive] = scratch.place(4 * blocks.width)
  return scratch
}
