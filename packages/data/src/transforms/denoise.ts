import { positive } from '../checks.js'
import { filterEvents } from '../events.js'
import type { Transform } from './transform.js'

/** @public */
export interface DenoiseOptions {
  /** Seconds. */
  readonly time: number
}

/**
 * Keeps the events that something near supports: an event stays if one of the eight pixels around its own had an event
 * at most `time` before it (the background activity filter of Delbruck 2008, Frame-free dynamic digital vision).
 * @public
 */
export function denoise(options: DenoiseOptions): Transform {
  const time = 1e6 * positive('time', options.time)
  return (events) => {
    const { sensor, t, x, y } = events
    const columns = sensor.width + 2
    // A border of one pixel all around, in which nothing ever happens.
    const last = new Float64Array(columns * (sensor.height + 2)).fill(-Infinity)
    const around = [-1, 1, -columns - 1, -columns, -columns + 1, columns - 1, columns, columns + 1]
    return filterEvents(events, (k) => {
      const pixel = (y[k]! + 1) * columns + x[k]! + 1
      const supported = around.some((offset) => last[pixel + offset]! >= t[k]! - time)
      last[pixel] = t[k]!
      return supported
    })
  }
}
