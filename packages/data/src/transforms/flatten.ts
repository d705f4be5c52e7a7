import { ShapeError } from '@snn/core'
import { neuronOf } from '../events.js'
import type { Transform } from './transform.js'

const MOST = 65536

/**
 * Lays all addresses out in a row of units: x becomes (p·height + y)·width + x.
 * A ShapeError where they are more than 65,536.
 * @public
 */
export function flatten(): Transform {
  return (events) => {
    const { sensor, t, x, y, p } = events
    const width = sensor.width * sensor.height * sensor.polarities
    if (width > MOST) {
      throw new ShapeError({
        what: `a row of units has at most ${MOST}; this sensor has ${width} addresses`,
        fix: 'Downsample or crop it first.',
      })
    }
    return {
      sensor: { width, height: 1, polarities: 1 },
      t,
      x: x.map((_, k) => neuronOf(events, k)),
      y: new Uint16Array(y.length),
      p: new Uint8Array(p.length),
    }
  }
}
