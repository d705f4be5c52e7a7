import { ArgumentError, randomUniform } from '@snn/core'
import { positive } from '../checks.js'
import type { Transform } from './transform.js'

/** @public */
export interface StretchTimeOptions {
  /** The smallest factor, and the largest; every one between them is equally likely. */
  readonly from: number
  readonly to: number
}

/** Multiplies all times of a recording by one random factor. @public */
export function stretchTime(options: StretchTimeOptions): Transform {
  const from = positive('from', options.from)
  const to = positive('to', options.to)
  if (from > to) throw new ArgumentError({ what: `from must not be above to (${to}); got ${from}`, where: 'from' })
  return (events, key) => {
    const factor = from + randomUniform(key, 0) * (to - from)
    return { ...events, t: events.t.map((time) => factor * time) }
  }
}
