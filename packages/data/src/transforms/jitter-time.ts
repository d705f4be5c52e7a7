import { normalOf, wordSequence } from '@snn/core'
import { nonNegative } from '../checks.js'
import { filterEvents, sortByTime } from '../events.js'
import type { Transform } from './transform.js'

/** @public */
export interface JitterTimeOptions {
  /** Standard deviation in seconds. */
  readonly std: number
}

/** Moves every event in time by a normal number of its own; those that come before 0 are dropped. @public */
export function jitterTime(options: JitterTimeOptions): Transform {
  const std = 1e6 * nonNegative('std', options.std)
  return (events, key) => {
    const next = wordSequence(key)
    const moved = { ...events, t: events.t.map((time) => time + std * normalOf(next())) }
    return sortByTime(filterEvents(moved, (k) => moved.t[k]! >= 0))
  }
}
