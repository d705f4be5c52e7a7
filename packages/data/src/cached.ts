import { AbortError } from '@snn/core'
import type { DataSet, GridEvents, GridRows } from './data-set.js'
import { FIRST_MOMENT } from './data-set.js'
import { packer } from './packer.js'
import { sampleStore } from './sample-store.js'

/** @public */
export interface CachedOptions {
  /** Called now and then with the number of samples that are ready. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Decodes and encodes every sample once and keeps the result in memory, sorted: batches of it cost little more than a copy.
 * For sets without random parts; put augmentation behind it (`shiftNeurons`). Needs 2 bytes an event (4 beyond 65,536
 * neurons) and 4 bytes a step and sample. An AbortError when the signal says so.
 * @public
 */
export async function cached(set: DataSet, { onProgress, signal }: CachedOptions = {}): Promise<DataSet> {
  const { length, time, neurons } = set
  const store = sampleStore(length, time)
  const pack = packer({ time, neurons, repeats: set.repeats, name: set.name })
  let paused = performance.now()
  for (let sample = 0; sample < length; sample++) {
    pack.begin()
    if (set.rows !== undefined) pack.addRows(set.rows(sample, FIRST_MOMENT))
    else if (set.write !== undefined) {
      set.write(sample, pack.sink, FIRST_MOMENT)
      pack.end(sample)
    } else pack.add(await set.get(sample, FIRST_MOMENT), sample)
    store.add(pack.packed())
    if (performance.now() - paused > 100) {
      onProgress?.(sample + 1, length)
      await new Promise((resolve) => setTimeout(resolve, 0))
      paused = performance.now()
      if (signal?.aborted === true) {
        throw new AbortError({ what: `encoding ${set.name} was aborted by its signal`, cause: signal.reason })
      }
    }
  }
  onProgress?.(length, length)

  const { write: _, pack: __, atOnce: ___, ...rest } = set
  return {
    ...rest,
    repeats: set.repeats === 'sum' ? 'sum' : 'none',
    rows: store.rows,
    checked: true,
    get: (index) => eventsOf(store.rows(index), neurons),
  }
}

/** Sorted rows as events, the shift applied. */
export function eventsOf({ end, i, shift }: GridRows, neurons: number): GridEvents {
  const t = new Uint32Array(i.length)
  const shifted = new Uint32Array(i.length)
  let count = 0
  let from = 0
  for (let step = 0; step < end.length; step++) {
    for (; from < end[step]!; from++) {
      const neuron = (i[from]! + shift) >>> 0
      t[count] = step
      shifted[count] = neuron
      count += Number(neuron < neurons)
    }
  }
  return { t: t.subarray(0, count), i: shifted.subarray(0, count) }
}
