import { randomUniform } from '@snn/core'
import { wholeNumber } from '../checks.js'
import { moveEvents } from './move-events.js'
import type { Transform } from './transform.js'

/** @public */
export interface ShiftSpaceOptions {
  /** The largest shift in columns, or units: each whole number from -x to x is equally likely. 0 when absent. */
  readonly x?: number
  /** The same in rows; 0 when absent. */
  readonly y?: number
}

/**
 * Moves a recording as a whole by random numbers of columns and rows; events that leave the sensor are dropped. For units
 * in a row `shiftNeurons` does the same behind a cache.
 * @public
 */
export function shiftSpace(options: ShiftSpaceOptions): Transform {
  const mostX = wholeNumber('x', options.x ?? 0, 0)
  const mostY = wholeNumber('y', options.y ?? 0, 0)
  return (events, key) => {
    const columns = Math.floor(randomUniform(key, 0) * (2 * mostX + 1)) - mostX
    const rows = Math.floor(randomUniform(key, 1) * (2 * mostY + 1)) - mostY
    return moveEvents(events, () => [columns, rows])
  }
}
