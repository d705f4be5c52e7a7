import type { PackedEvents } from '@snn/core'
import type { DataSet, Moment } from './data-set.js'
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
    for (let k = 0; k < samples.length; k++) {
      const sample = samples[k]!
      if (events !== undefined) {
        pack.add(events[k]!, sample)
      } else if (set.rows !== undefined) {
        pack.addRows(set.rows(sample, moment), set.checked)
      } else {
        set.write!(sample, pack.sink, moment)
        pack.end(sample)
      }
    }
    return use(pack.packed())
  }
}
