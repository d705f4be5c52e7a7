import { randomUniform } from '@snn/core'
import { oneOf, within } from '../checks.js'
import { sortByTime } from '../events.js'
import type { Transform } from './transform.js'

/** @public */
export interface FlipTimeOptions {
  /** With which a recording is flipped; 0.5 when absent, 1 for always. */
  readonly probability?: number
}

/** @public */
export interface FlipSpaceOptions extends FlipTimeOptions {
  /** `x` swaps left and right, `y` top and bottom. */
  readonly axis: 'x' | 'y'
}

/** Mirrors a recording in space: x becomes width - 1 - x, or y becomes height - 1 - y. @public */
export function flipSpace(options: FlipSpaceOptions): Transform {
  const axis = oneOf('axis', options.axis, ['x', 'y'])
  const probability = within('probability', options.probability ?? 0.5, 0, 1)
  return (events, key) => {
    if (randomUniform(key, 0) >= probability) return events
    const last = (axis === 'x' ? events.sensor.width : events.sensor.height) - 1
    return { ...events, [axis]: events[axis].map((at) => last - at) }
  }
}

/**
 * Lets a recording run backwards: t becomes first + last - t, and where there are two polarities each becomes the other, as brighter
 * becomes darker.
 * @public
 */
export function flipTime(options: FlipTimeOptions = {}): Transform {
  const probability = within('probability', options.probability ?? 0.5, 0, 1)
  return (events, key) => {
    if (randomUniform(key, 0) >= probability) return events
    const { sensor, t, p } = events
    const both = (t[0] ?? 0) + (t.at(-1) ?? 0)
    return sortByTime({
      ...events,
      t: t.map((time) => both - time),
      p: sensor.polarities === 2 ? p.map((sign) => 1 - sign) : p,
    })
  }
}
