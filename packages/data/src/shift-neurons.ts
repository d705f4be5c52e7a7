import { randomKey, randomWord, splitKey } from '@snn/core'
import { eventsOf } from './cached.js'
import { wholeNumber } from './checks.js'
import type { DataSet, GridEvents, Moment } from './data-set.js'
import { FIRST_MOMENT } from './data-set.js'

/** @public */
export interface ShiftNeuronsOptions {
  /** The largest shift: each whole number from -by to by is equally likely. */
  readonly by: number
}

/**
 * Moves all events of a sample by one random whole number of neurons, drawn by seed, epoch and sample; events that leave
 * the range are dropped. Augmentation for channels in a row (SHD: `by: 40`); it costs next to nothing behind `cached`.
 * @public
 */
export function shiftNeurons(set: DataSet, options: ShiftNeuronsOptions): DataSet {
  const by = wholeNumber('by', options.by, 0)
  const { neurons } = set
  /** Of the moment that was asked for last: all samples of an epoch begin with it. */
  let last = { seed: NaN, epoch: NaN, key: randomKey(0) }
  const offset = (index: number, { seed, epoch }: Moment): number => {
    if (seed !== last.seed || epoch !== last.epoch) last = { seed, epoch, key: randomKey(seed, ['shift', epoch]) }
    return (randomWord(splitKey(last.key, index), 0) % (2 * by + 1)) - by
  }

  function moved({ t, i }: GridEvents, shift: number): GridEvents {
    const kept: number[] = []
    for (let k = 0; k < i.length; k++) if (i[k]! + shift >= 0 && i[k]! + shift < neurons) kept.push(k)
    return { t: Uint32Array.from(kept, (k) => t[k]!), i: Uint32Array.from(kept, (k) => i[k]! + shift) }
  }

  const rows = set.rows?.bind(set)
  const { write: _, rows: __, pack: ___, atOnce: ____, ...rest } = set
  if (rows === undefined) {
    return {
      ...rest,
      get(index, moment = FIRST_MOMENT): GridEvents | Promise<GridEvents> {
        const shift = offset(index, moment)
        const sample = set.get(index, moment)
        return sample instanceof Promise ? sample.then((events) => moved(events, shift)) : moved(sample, shift)
      },
    }
  }
  const shifted = (index: number, moment: Moment): ReturnType<typeof rows> => {
    const { end, i, shift } = rows(index, moment)
    return { end, i, shift: shift + offset(index, moment) }
  }
  return { ...rest, rows: shifted, get: (index, moment = FIRST_MOMENT) => eventsOf(shifted(index, moment), neurons) }
}
