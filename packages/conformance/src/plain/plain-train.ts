import type { DeviceTrain, EventList, Region, SpikeGradientTarget, Storage } from '@snn/core'

/** Bytes of the plain backend: one buffer of the host. */
export type PlainStorage = Storage & { readonly data: ArrayBuffer }

const place = ({ storage, offset }: Region): [ArrayBuffer, number] => [(storage as PlainStorage).data, 4 * offset]

/** The numbers from a place on. */
export const floats = (region: Region): Float32Array => new Float32Array(...place(region))
export const integers = (region: Region): Int32Array => new Int32Array(...place(region))

/** Where an event is: row b · time + t is one step of one sample. */
export type Place = { readonly row: number; readonly j: number }

/** An active entry: V, and ε of each slot. */
export type Entry = Place & { v: number; readonly epsilon: number[] }

/** Two lists, both in order of row and neuron. */
export class PlainTrain implements DeviceTrain {
  batch = 0
  time = 0
  /** A neuron that spikes several times in a step stands here as often. */
  events: Place[] = []
  active: Entry[] = []
  /** What lists of JavaScript take is not known. */
  readonly bytes = 0
  readonly neurons: number

  constructor(neurons: number) {
    this.neurons = neurons
  }

  /** b, t and i of some of its entries. */
  list(entries: readonly Place[]): EventList {
    const { batch, time, neurons } = this
    const [b, t] = [entries.map(({ row }) => Math.floor(row / time)), entries.map(({ row }) => row % time)]
    return { batch, time, neurons, b, t, i: entries.map(({ j }) => j) }
  }
}

/** Entries to find by row. */
export const byRow = <E extends Place>(entries: readonly E[]): Map<number, E[]> =>
  Map.groupBy(entries, ({ row }) => row)

/** The active entries whose ε in a slot is about to be added to: from zero on, unless more is to be added to what is there. */
export function targetOf({ gradient, accumulate }: SpikeGradientTarget): Entry[] {
  const { active } = gradient.train as PlainTrain
  if (!accumulate) for (const { epsilon } of active) epsilon[gradient.slot] = 0
  return active
}
