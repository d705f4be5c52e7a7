import type { SpikeRegularizer } from '@snn/core'

/** How the potentials of the readout become logits. */
export type Over = 'sum' | 'max' | 'last' | 'mean'

/** What a step is measured on: the same numbers for every backend and every peer. */
export interface Work {
  readonly batch: number
  readonly time: number
  /** Neurons of the input, of each hidden layer, and classes. */
  readonly sizes: readonly number[]
  /** α of the hidden layers. */
  readonly alpha: number
  /** α_r of the readout. */
  readonly alphaReadout: number
  readonly over: Over
  /** B_th. */
  readonly backwardThreshold: number
  readonly regularizer: SpikeRegularizer | undefined
  /** Input events [events, 3] of (b, t, i), sorted. */
  readonly events: Int32Array
  /** One [in, out] per layer, the readout last. */
  readonly weights: readonly Float32Array[]
  /** [batch]. */
  readonly labels: Int32Array
  /** How the work was made, in names and numbers. */
  readonly origin: Readonly<Record<string, unknown>>
}

/** Layers that spike. */
export const hiddenLayers = ({ sizes }: Work): number => sizes.length - 2

/** The part of the input's batch · time · inputs cells that hold an event. */
export function inputDensity({ events, batch, time, sizes }: Work): number {
  return events.length / 3 / (batch * time * sizes[0]!)
}

/** The samples of a work from one up to, but not including, another. */
export function samplesOf(work: Work, from: number, to: number): Work {
  const { events } = work
  const [first, end] = [firstEvent(events, from), firstEvent(events, to)]
  const own = events.slice(first, end)
  for (let k = 0; k < own.length; k += 3) own[k]! -= from
  return { ...work, batch: to - from, events: own, labels: work.labels.subarray(from, to) }
}

/** Where in sorted events [events, 3] those of a sample begin. */
export function firstEvent(events: Int32Array, sample: number): number {
  let [low, high] = [0, events.length / 3]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (events[3 * middle]! < sample) low = middle + 1
    else high = middle
  }
  return 3 * low
}

/** The event list of a work, in the form that a backend takes. */
export function eventListOf(work: Pick<Work, 'batch' | 'time' | 'sizes' | 'events'>): {
  readonly batch: number
  readonly time: number
  readonly neurons: number
  readonly b: Int32Array
  readonly t: Int32Array
  readonly i: Int32Array
} {
  const { batch, time, sizes, events } = work
  const count = events.length / 3
  const [b, t, i] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)]
  for (let k = 0; k < count; k++) {
    b[k] = events[3 * k]!
    t[k] = events[3 * k + 1]!
    i[k] = events[3 * k + 2]!
  }
  return { batch, time, neurons: sizes[0]!, b, t, i }
}
