import { wholeNumber } from '../checks.js'
import type { Transform } from './transform.js'

/** @public */
export interface DownsampleSpaceOptions {
  /** Columns and rows that become one: 2 makes a quarter of the pixels. */
  readonly by: number
}

/**
 * Makes squares of by x by pixels one pixel each: x becomes floor(x / by), y becomes floor(y / by). Of units in a row, `by`
 * neighbours become one. All events stay.
 * @public
 */
export function downsampleSpace(options: DownsampleSpaceOptions): Transform {
  const by = wholeNumber('by', options.by, 1)
  return ({ sensor, t, x, y, p }) => ({
    sensor: { ...sensor, width: Math.ceil(sensor.width / by), height: Math.ceil(sensor.height / by) },
    t,
    x: x.map((column) => column / by),
    y: y.map((row) => row / by),
    p,
  })
}
