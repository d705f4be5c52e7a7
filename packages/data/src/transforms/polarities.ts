import type { Transform } from './transform.js'

/** Makes both polarities one. @public */
export function mergePolarities(): Transform {
  return ({ sensor, t, x, y, p }) => ({ sensor: { ...sensor, polarities: 1 }, t, x, y, p: new Uint8Array(p.length) })
}

/**
 * Lays the polarities out in space, each a block of rows below the one before: y becomes p·height + y. Every event keeps
 * its place among the neurons of `bins`.
 * @public
 */
export function splitPolarities(): Transform {
  return ({ sensor, t, x, y, p }) => ({
    sensor: { ...sensor, height: sensor.height * sensor.polarities, polarities: 1 },
    t,
    x,
    y: y.map((row, k) => p[k]! * sensor.height + row),
    p: new Uint8Array(p.length),
  })
}
