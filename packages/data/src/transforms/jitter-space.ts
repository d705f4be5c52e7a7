import { normalOf, wordSequence } from '@snn/core'
import { nonNegative } from '../checks.js'
import { moveEvents } from './move-events.js'
import type { Transform } from './transform.js'

/** @public */
export interface JitterSpaceOptions {
  /** Standard deviation in columns; 0 when absent. */
  readonly x?: number
  /** In rows; 0 when absent. */
  readonly y?: number
}

/**
 * Moves every event by whole pixels of its own, normal numbers rounded; those that leave the sensor are dropped.
 * @public
 */
export function jitterSpace(options: JitterSpaceOptions): Transform {
  const stdX = nonNegative('x', options.x ?? 0)
  const stdY = nonNegative('y', options.y ?? 0)
  return (events, key) => {
    const next = wordSequence(key)
    return moveEvents(events, () => [Math.round(stdX * normalOf(next())), Math.round(stdY * normalOf(next()))])
  }
}
