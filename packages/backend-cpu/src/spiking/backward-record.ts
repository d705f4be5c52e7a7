import type { SpikeGradientTarget } from '@snn/core'
import * as Backward from '../generated/records/backward.js'
import type { Blocks } from './blocks.js'
import type { Partition } from './partition.js'
import { Scratch } from './scratch.js'
import type { CpuTrain } from './train.js'
import type { GradientCopies } from './weights.js'

/** What a backward call of a layer and one of a readout have in common. */
export interface BackwardFields {
  readonly input: CpuTrain | undefined
  /** Addresses: the Train record of the input (or 0), the counts, the packed weights, ε of the input (or 0). */
  readonly inputRecord: number
  readonly counts: number
  readonly packed: number
  readonly target: number
  readonly inputGradient: SpikeGradientTarget | undefined
  readonly blocks: Blocks
  readonly partition: Partition
  readonly copies: GradientCopies
  readonly wantsWeight: boolean
  readonly wantsBias: boolean
  readonly alpha: number
}

/**
 * Writes these fields to the record at word `at`, and places what the kernels share in scratch: from δ to the synapses.
 * @returns the scratch, for what the call needs beside that.
 */
export function writeBackward(u32: Uint32Array, f32: Float32Array, at: number, fields: BackwardFields): Scratch {
  const { input, inputGradient, blocks, partition, copies, wantsWeight, wantsBias } = fields
  u32[at + Backward.input] = fields.inputRecord
  u32[at + Backward.counts] = fields.counts
  u32[at + Backward.weight] = fields.packed
  u32[at + Backward.neurons] = blocks.columns
  u32[at + Backward.blocks] = blocks.blocks
  u32[at + Backward.vectors] = blocks.vectors
  u32[at + Backward.groups] = partition.groups
  u32[at + Backward.copies] = copies.count
  u32[at + Backward.weightGradient] = wantsWeight && input ? copies.weight : 0
  u32[at + Backward.weightGradientBytes] = copies.weightBytes
  u32[at + Backward.biasGradient] = wantsBias ? copies.bias : 0
  u32[at + Backward.biasGradientBytes] = copies.biasBytes
  u32[at + Backward.inputGradient] = fields.target
  u32[at + Backward.accumulate] = inputGradient?.accumulate ? 1 : 0
  f32[at + Backward.alpha] = fields.alpha
  // Only events from outside have to be sorted by neuron: those of a layer are.
  const sorted = wantsWeight && input && !input.lists ? input : undefined
  const scratch = new Scratch()
  u32[at + Backward.rows] = scratch.place(4 * blocks.width * (partition.mostRows + 3))
  u32[at + Backward.starts] = scratch.place(sorted ? 4 * (sorted.neurons + 1) : 0)
  u32[at + Backward.events] = scratch.place(sorted ? 2 * sorted.chunkEvents : 0)
  u32[at + Backward.state] = scratch.place(4 * blocks.width * blocks.blocks)
  u32[at + Backward.drive] = scratch.place(4 * blocks.width)
  return scratch
}
