/**
 * The regions of every kernel that workers with memories of their own are given: beside kernels/records.ts, whose records it reads.
 * What is not sent, earlier calls of the same worker have written: spikes, active entries, ε and a readout's state stay where they were made.
 */

import * as Backward from '../generated/records/backward.js'
import * as Chunk from '../generated/records/chunk.js'
import * as Counts from '../generated/records/counts.js'
import * as LayerBackward from '../generated/records/layer-backward.js'
import * as LayerForward from '../generated/records/layer-forward.js'
import { SEGMENT_BYTES } from '../generated/records/limits.js'
import * as ReadoutBackward from '../generated/records/readout-backward.js'
import * as ReadoutForward from '../generated/records/readout-forward.js'
import * as TrainCall from '../generated/records/train-call.js'
import * as Train from '../generated/records/train.js'
import type { Regions } from './regions.js'

/** A kernel over groups of samples. */
export interface Kernel {
  /** Of its record. */
  readonly words: number
  /** The field of the record with a train that is cut as the call is. */
  readonly train: number
  /** Names the regions of the call that has this record. */
  regions(call: Uint32Array, regions: Regions): void
}

type ForwardFields = typeof LayerForward | typeof ReadoutForward

function train({ u32, share, send }: Regions, address: number): Uint32Array {
  const record = u32.subarray(address / 4, address / 4 + Train.WORDS)
  const groups = record[Train.groups]!
  send(address, 4 * Train.WORDS)
  send(groups, 4 * (share.count + 1))
  send(record[Train.chunks]!, 4 * Chunk.WORDS * u32[groups / 4 + share.count]!)
  return record
}

/** A train with its events, if they are from outside: those of a layer are there. */
function events(regions: Regions, address: number): Uint32Array {
  const { u32, share, send } = regions
  const record = train(regions, address)
  const rowStart = record[Train.rowStart]!
  if (rowStart === 0) return record
  const [from, to] = share.samples.map((sample) => sample * record[Train.time]!) as [number, number]
  send(rowStart, 4, [from, to + 1])
  send(record[Train.index]!, record[Train.indexBytes]!, [u32[rowStart / 4 + from]!, u32[rowStart / 4 + to]!])
  return record
}

/** What goes on, group by group, from where the host's copy stands. */
function state({ share, send, fetch }: Regions, address: number, bytes: number): void {
  send(address, bytes, share.groups)
  fetch(address, bytes, share.groups)
}

/** What the forward passes share; the weights go up to the last that a kernel finds by its block and row, packed or as they lie. */
function forward(call: Uint32Array, regions: Regions, fields: ForwardFields, columns: number, time: number): void {
  const { share, send, fetch } = regions
  if (call[fields.input] !== 0) {
    const rows = events(regions, call[fields.input]!)[Train.neurons]! - 1
    const lastBlock = (call[fields.blocks]! - 1) * call[fields.weightBlock]!
    send(call[fields.weight]!, lastBlock + rows * call[fields.weightRow]! + 16 * call[fields.vectors]!)
  }
  state(regions, call[fields.counts]!, 4 * Counts.WORDS)
  send(call[fields.bias]!, 4 * columns)
  send(call[fields.initial]!, 4 * columns, share.samples)
  fetch(call[fields.final]!, 4 * columns, share.samples)
  fetch(call[fields.potentials]!, 4 * columns * time, share.samples)
}

/** What the backward passes share; events from outside were sent for the forward pass. */
function backward(call: Uint32Array, regions: Regions): void {
  const { share, send, fetch } = regions
  state(regions, call[Backward.counts]!, 4 * Counts.WORDS)
  const copies = share.copies(call[Backward.copies]!)
  fetch(call[Backward.weightGradient]!, call[Backward.weightGradientBytes]!, copies)
  fetch(call[Backward.biasGradient]!, call[Backward.biasGradientBytes]!, copies)
  if (call[Backward.input] === 0) return
  const inputs = train(regions, call[Backward.input]!)[Train.neurons]!
  if (call[Backward.inputGradient] !== 0) {
    send(call[Backward.weight]!, 16 * call[Backward.vectors]! * call[Backward.blocks]! * inputs)
  }
}

const layerForward: Kernel = {
  words: LayerForward.WORDS,
  train: LayerForward.output,
  regions(call, regions) {
    const columns = call[LayerForward.neurons]!
    const output = train(regions, call[LayerForward.output]!)
    const time = output[Train.time]!
    forward(call, regions, LayerForward, columns, time)
    state(regions, output[Train.segments]!, SEGMENT_BYTES)
    const steps = call[LayerForward.currentPerStep] === 0 ? 1 : time
    regions.send(call[LayerForward.current]!, 4 * columns * steps, regions.share.samples)
  },
}

const layerBackward: Kernel = {
  words: LayerBackward.WORDS,
  train: LayerBackward.output,
  regions(call, regions) {
    backward(call, regions)
    const time = train(regions, call[LayerBackward.output]!)[Train.time]!
    const steps = call[LayerBackward.currentPerStep] === 0 ? 1 : time
    regions.fetch(call[LayerBackward.currentGradient]!, 4 * call[Backward.neurons]! * steps, regions.share.samples)
  },
}

const readoutForward: Kernel = {
  words: ReadoutForward.WORDS,
  train: ReadoutForward.input,
  regions(call, regions) {
    const columns = call[ReadoutForward.classes]!
    const time = regions.u32[call[ReadoutForward.input]! / 4 + Train.time]!
    forward(call, regions, ReadoutForward, columns, time)
    regions.fetch(call[ReadoutForward.logits]!, 4 * columns, regions.share.samples)
  },
}

const readoutBackward: Kernel = {
  words: ReadoutBackward.WORDS,
  train: ReadoutBackward.input,
  regions(call, regions) {
    backward(call, regions)
    regions.send(call[ReadoutBackward.logitsGradient]!, 4 * call[Backward.neurons]!, regions.share.samples)
  },
}

/** A kernel of one train and what is dense beside it. */
function trainCall(dense: 'send' | 'fetch', stepByStep = false): Kernel {
  return {
    words: TrainCall.WORDS,
    train: TrainCall.train,
    regions(call, regions) {
      const record = events(regions, call[TrainCall.train]!)
      const steps = stepByStep ? record[Train.time]! : 1
      regions[dense](call[TrainCall.dense]!, 4 * record[Train.neurons]! * steps, regions.share.samples)
    },
  }
}

export const kernels: ReadonlyMap<string, Kernel> = new Map([
  ['layerForward', layerForward],
  ['layerBackward', layerBackward],
  ['readoutForward', readoutForward],
  ['linearReadoutForward', readoutForward],
  ['readoutBackward', readoutBackward],
  ['linearReadoutBackward', readoutBackward],
  ['countSpikes', trainCall('fetch')],
  ['countSpikesBackward', trainCall('send')],
  ['writeDense', trainCall('fetch', true)],
])

/** The lists of a layer's train, as an index of u32, and those of one ε where its address is given: for what looks into them. */
export function listRegions(at: number, gradient: number, take: Regions['fetch'], { u32, share }: Regions): void {
  const record = u32.subarray(at, at + Train.WORDS)
  const table = 4 * (record[Train.neurons]! + 1)
  take(record[Train.eventStart]!, table, share.chunks)
  take(record[Train.eventRows]!, 2 * record[Train.eventStride]!, share.groups)
  take(record[Train.activeStart]!, table, share.chunks)
  take(record[Train.activeRows]!, 2 * record[Train.activeStride]!, share.groups)
  take(record[Train.excess]!, 4 * record[Train.activeStride]!, share.groups)
  take(gradient, 4 * record[Train.activeStride]!, share.groups)
}
