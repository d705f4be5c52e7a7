import type { DeviceTrain, Region } from '@snn/core'
import { STEPS } from '../kernels/shape.js'

/** Spikes as bits: [planes, batch, words, neurons], bit t of a word for a step, plane k worth 2^k events. */
export interface Bits {
  readonly spikes: Region
  readonly planes: number
  /** Words of one plane. */
  readonly plane: number
}

/** The active set of a train that a layer made. */
export interface ActiveEntries {
  /** Bits like those of spikes, and for each word where its entries begin, in the order of neurons and then of steps. */
  readonly actives: Region
  readonly starts: Region
  /** V - V_th. */
  readonly excess: Region
  /** Entries that there is room for. */
  readonly capacity: number
  readonly threshold: number
  /** ε of every entry, for the slot-th gradient of the train. */
  epsilon(slot: number): Region
}

/** A train on the device, by time and by neuron. */
export interface GpuTrain extends DeviceTrain {
  /** Begin and end of the events of every row. */
  readonly rows: Region
  readonly indices: Region
  /** Words of one neuron of one sample. */
  readonly words: number
  bits(): Bits
  /** None of input, and none before a layer has run. */
  readonly active: ActiveEntries | undefined
  /** How many events there are, from the counters of the step that made them. */
  eventCount(): (counters: Uint32Array) => number
}

export function wordsOf(time: number): number {
  return Math.ceil(time / STEPS)
}
