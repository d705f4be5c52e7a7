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

/** Two lists in order of row and neuron. A neuron that spikes several times in a step stands there as often. */
export type PlainTrain = DeviceTrain & { readonly events: Place[]; readonly active: Entry[] }

/** A train that is empty. What lists of JavaScript take is not known. */
export const plainTrain = (neurons: number, batch = 0, time = 0): PlainTrain => {
  return { neurons, batch, time, bytes: 0, events: [], active: [] }
}

/** b, t and i of some entries of a train. */
export function listOf({ batch, time, neurons }: PlainTrain, entries: readonly Place[]): EventList {
  const [b, t] = [entries.map(({ row }) => Math.floor(row / time)), entries.map(({ row }) => row % time)]
  return { batch, time, neurons, b, t, i: entries.map(({ j }) => j) }
}

/** Entries to find by row. */
export const byRow = <E extends Place>(all: readonly E[]): Map<number, E[]> => Map.groupBy(all, ({ row }) => row)

/** The active entries whose ε in a slot is about to be added to: from zero on, unless more is to be added to what is there. */
export function targetOf({ gradient, accumulate }: SpikeGradientTarget): Entry[] {
  const { active } = gradient.train as PlainTrain
  if (!accumulate) for (const { epsilon } of active) epsilon[gradient.slot] = 0
  return active
}
