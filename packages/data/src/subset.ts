import { DataError } from '@snn/core'
import type { DataSet, EventSink, EventSource, Moment, Source } from './data-set.js'
import type { MakeEvents } from './events.js'

/**
 * Some samples of a set, in the given order. Random draws are those of the samples' numbers in the set itself.
 * A DataError for a sample that the set has not.
 * @public
 */
export function subset(set: DataSet, indices: ArrayLike<number>, about?: { readonly split?: string }): DataSet
export function subset(set: EventSource, indices: ArrayLike<number>, about?: { readonly split?: string }): EventSource
export function subset<S>(set: Source<S>, indices: ArrayLike<number>, about?: { readonly split?: string }): Source<S>
export function subset(
  set: DataSet | Source<unknown>,
  indices: ArrayLike<number>,
  about: { readonly split?: string } = {},
): DataSet | Source<unknown> {
  const chosen = Uint32Array.from(indices)
  for (let k = 0; k < chosen.length; k++) {
    if (chosen[k] !== indices[k] || chosen[k]! >= set.length) {
      throw new DataError({
        what: `${set.name} has samples 0 to ${set.length - 1}; a subset asked for sample ${indices[k]}`,
        where: `indices[${k}]`,
      })
    }
  }
  const part = {
    ...set,
    ...about,
    length: chosen.length,
    labels: Int32Array.from(chosen, (index) => set.labels[index]!),
    get: (index: number, moment?: Moment, make?: MakeEvents) => set.get(at(index), moment, make),
  }
  if (!('time' in set)) return part
  const write = set.write?.bind(set)
  const rows = set.rows?.bind(set)
  const pack = set.pack?.bind(set)
  return {
    ...part,
    ...(write && { write: (index: number, sink: EventSink, moment: Moment) => write(at(index), sink, moment) }),
    ...(pack && { pack: (samples: Uint32Array, moment: Moment) => pack(samples.map(at), moment) }),
    ...(rows && { rows: (index: number, moment: Moment) => rows(at(index), moment) }),
  } as DataSet

  function at(index: number): number {
    const found = chosen[index]
    if (found !== undefined) return found
    throw new DataError({ what: `there is no sample ${index}: the subset of ${set.name} has ${chosen.length}` })
  }
}
