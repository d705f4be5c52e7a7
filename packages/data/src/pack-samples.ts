import type { PackedEvents } from '@snn/core'
import type { DataSet, GridRows, Moment } from './data-set.js'
import { packer } from './packer.js'

/** Packs samples into one batch and hands it to `use` at once: the next batch takes the same memory. */
export type PackSamples = <T>(samples: Uint32Array, moment: Moment, use: (packed: PackedEvents) => T) => Promise<T>

/** Makes batches of a set, by the fastest of the ways that it has. */
export function samplePacker(set: DataSet): PackSamples {
  const pack = packer({ ...set, name: set.name })
  return async (samples, moment, use) => {
    if (set.pack !== undefined) return use(await set.pack(samples, moment))
    const events =
      set.rows === undefined && set.write === undefined
        ? await Promise.all(Array.from(samples, async (sample) => set.get(sample, moment)))
        : undefined
    pack.begin()
    if (set.rows !== undefined && set.checked) {
      for (const rows of fetched(Array.from(samples, (sample) => set.rows!(sample, moment)))) pack.addRows(rows, true)
      return use(pack.packed())
    }
    for (let k = 0; k < samples.length; k++) {
      const sample = samples[k]!
      if (events !== undefined) {
        pack.add(events[k]!, sample)
      } else if (set.rows !== undefined) {
        pack.addRows(set.rows(sample, moment))
      } else {
        set.write!(sample, pack.sink, moment)
        pack.end(sample)
      }
    }
    return use(pack.packed())
  }
}

/** Kept so that reading is not left out as useless. */
let read = 0

/**
 * The same rows, a number of each cache line of which was read: such reads come from memory many at a time, while copies of samples that
 * lie far apart would wait for one after the other.
 */
function fetched(samples: readonly GridRows[]): readonly GridRows[] {
  for (const { end, i } of samples) read ^= end[0]! ^ i[0]!
  for (const { end, i } of samples) {
    for (let k = 0; k < end.length; k += 16) read ^= end[k]!
    for (let k = 0; k < i.length; k += 32) read ^= i[k]!
  }
  return samples
}
