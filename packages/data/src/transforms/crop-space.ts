import { randomUniform, ShapeError, type RandomKey } from '@snn/core'
import { oneOf, wholeNumber } from '../checks.js'
import { filterEvents, type Sensor } from '../events.js'
import type { Transform } from './transform.js'

/** @public */
export interface CropSpaceOptions {
  /** Columns (or units) that stay. */
  readonly width: number
  /** Rows that stay; 1 when absent. */
  readonly height?: number
  /** Where the part lies: in the middle (the default), or anywhere, each place equally likely. */
  readonly at?: 'center' | 'random'
}

/**
 * Keeps the events in a rectangle of pixels, which becomes the sensor: x becomes x - left, y becomes y - top.
 * A ShapeError where the rectangle is larger than the sensor.
 * @public
 */
export function cropSpace(options: CropSpaceOptions): Transform {
  const width = wholeNumber('width', options.width, 1)
  const height = wholeNumber('height', options.height ?? 1, 1)
  const at = oneOf('at', options.at ?? 'center', ['center', 'random'])

  function corner(sensor: Sensor, key: RandomKey): readonly [left: number, top: number] {
    const [right, down] = [sensor.width - width, sensor.height - height]
    if (right < 0 || down < 0) {
      throw new ShapeError({
        what: `a part of ${width} x ${height} does not fit into a sensor of ${sensor.width} x ${sensor.height}`,
        fix: 'Crop to a smaller width and height.',
      })
    }
    if (at === 'center') return [right >> 1, down >> 1]
    return [Math.floor(randomUniform(key, 0) * (right + 1)), Math.floor(randomUniform(key, 1) * (down + 1))]
  }

  return (events, key) => {
    const { sensor, x, y } = events
    const [left, top] = corner(sensor, key)
    const inside = filterEvents(events, (k) => {
      const [column, row] = [x[k]! - left, y[k]! - top]
      return column >= 0 && column < width && row >= 0 && row < height
    })
    return {
      ...inside,
      sensor: { ...sensor, width, height },
      x: inside.x.map((column) => column - left),
      y: inside.y.map((row) => row - top),
    }
  }
}
