import { ArgumentError } from '@snn/core'
import { nonNegative, positive } from '../checks.js'
import { filterEvents } from '../events.js'
import type { Transform } from './transform.js'

/** @public */
export interface CropTimeOptions {
  /** Seconds; 0 when absent. */
  readonly from?: number
  /** Seconds; an event at this very time is left out. */
  readonly to: number
}

/** Keeps the events of an interval of time, whose begin becomes time 0. @public */
export function cropTime(options: CropTimeOptions): Transform {
  const from = 1e6 * nonNegative('from', options.from ?? 0)
  const to = 1e6 * positive('to', options.to)
  if (from >= to) throw new ArgumentError({ what: `from must be before to (${options.to}); got ${options.from}` })
  return (events) => {
    const kept = filterEvents(events, (k) => events.t[k]! >= from && events.t[k]! < to)
    return { ...kept, t: kept.t.map((time) => time - from) }
  }
}
