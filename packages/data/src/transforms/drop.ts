import { randomUniform, uniformOf, wordSequence } from '@snn/core'
import { within } from '../checks.js'
import { filterEvents } from '../events.js'
import type { Transform } from './transform.js'

/** @public */
export interface DropEventsOptions {
  /** With which every event is dropped, independently of the others; in [0, 1]. */
  readonly probability: number
}

/** Drops events at random. @public */
export function dropEvents(options: DropEventsOptions): Transform {
  const probability = within('probability', options.probability, 0, 1)
  return (events, key) => {
    const next = wordSequence(key)
    return filterEvents(events, () => uniformOf(next()) >= probability)
  }
}

/** @public */
export interface DropPartOptions {
  /** The share that is dropped, in [0, 1]. */
  readonly fraction: number
}

/** Drops what lies in one interval of time: a share of the span from the first event to the last, at random in it. @public */
export function dropTime(options: DropPartOptions): Transform {
  const fraction = within('fraction', options.fraction, 0, 1)
  return (events, key) => {
    const { t } = events
    const first = t[0] ?? 0
    const span = (t.at(-1) ?? 0) - first
    const from = first + randomUniform(key, 0) * (1 - fraction) * span
    const to = from + fraction * span
    return filterEvents(events, (k) => t[k]! < from || t[k]! >= to)
  }
}

/**
 * Drops what lies in one rectangle of the sensor's proportions (as far as whole pixels allow), at random in it; of units
 * in a row, an interval.
 * @public
 */
export function dropArea(options: DropPartOptions): Transform {
  const fraction = within('fraction', options.fraction, 0, 1)
  return (events, key) => {
    const { sensor, x, y } = events
    const height = Math.max(1, Math.round(sensor.height * Math.sqrt(fraction)))
    const width = Math.min(sensor.width, Math.round((sensor.width * sensor.height * fraction) / height))
    const left = Math.floor(randomUniform(key, 0) * (sensor.width - width + 1))
    const top = Math.floor(randomUniform(key, 1) * (sensor.height - height + 1))
    return filterEvents(events, (k) => x[k]! < left || x[k]! >= left + width || y[k]! < top || y[k]! >= top + height)
  }
}
