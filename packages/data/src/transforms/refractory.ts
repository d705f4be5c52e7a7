import { positive } from '../checks.js'
import { filterEvents } from '../events.js'
import type { Transform } from './transform.js'

/** @public */
export interface RefractoryOptions {
  /** Seconds. */
  readonly period: number
}

/** Drops every event of a pixel, of either polarity, that comes less than `period` after the last one that stayed. @public */
export function refractory(options: RefractoryOptions): Transform {
  const period = 1e6 * positive('period', options.period)
  return (events) => {
    const { sensor, t, x, y } = events
    const ready = new Float64Array(sensor.width * sensor.height).fill(-Infinity)
    return filterEvents(events, (k) => {
      const pixel = y[k]! * sensor.width + x[k]!
      if (t[k]! < ready[pixel]!) return false
      ready[pixel] = t[k]! + period
      return true
    })
  }
}
