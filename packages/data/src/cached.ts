import { AbortError } from '@snn/core'
import type { DataSet, GridEvents, GridRows } from './data-set.js'
import { FIRST_MOMENT } from './data-set.js'
import { packer } from './packer.js'

/** @public */
export interface CachedOptions {
  /** Called now and then with the number of samples that are ready. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** Events that one piece of memory holds. */
const BLOCK = 1 << 22

/**
 * Decodes and encodes every sample once and keeps the result in memory, sorted: batches of it cost little more than a copy.
 * For sets without random parts; put augmentation behind it (`shiftNeurons`). Needs 2 bytes an event (4 beyond 65,536
 * neurons) and 4 bytes a step and sample, and some 300 a sample. An AbortError when the signal says so.
 * @public
 */
export async function cached(set: DataSet, { onProgress, signal }: CachedOptions = {}): Promise<DataSet> {
  const { length, time, neurons } = set
  const ends = new Uint32Array(length * time)
  const samples: GridRows[] = []
  const pack = packer({ time, neurons, repeats: set.repeats, name: set.name })
  let block = pack.packed().index.slice(0, 0)
  let used = 0
  let paused = performance.now()
  for (let sample = 0; sample < length; sample++) {
    pack.begin()
    if (set.rows !== undefined) pack.addRows(set.rows(sample, FIRST_MOMENT))
    else if (set.write !== undefined) {
      set.write(sample, pack.sink, FIRST_MOMENT)
      pack.end(sample)
    } else pack.add(await set.get(sample, FIRST_MOMENT), sample)
    const { rowStart, index } = pack.packed()
    ends.set(rowStart.subarray(1), sample * time)
    if (used + index.length > block.length) {
      block = index instanceof Uint16Array ? new Uint16Array(size(index)) : new Uint32Array(size(index))
      used = 0
    }
    block.set(index, used)
    const end = ends.subarray(sample * time, (sample + 1) * time)
    samples.push({ end, i: block.subarray(used, used + index.length), shift: 0 })
    used += index.length
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

  const rows = (index: number): GridRows => samples[index]!
  const { write: _, pack: __, atOnce: ___, ...rest } = set
  return {
    ...rest,
    repeats: set.repeats === 'sum' ? 'sum' : 'none',
    rows,
    checked: true,
    get: (index) => eventsOf(rows(index), neurons),
  }
}

function size(index: { readonly length: number }): number {
  return Math.max(BLOCK, index.length)
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
