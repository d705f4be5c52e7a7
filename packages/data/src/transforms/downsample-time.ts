import { positive } from '../checks.js'
import { filterEvents, neuronOf } from '../events.js'
import type { Transform } from './transform.js'

/** @public */
export interface DownsampleTimeOptions {
  /** Seconds. */
  readonly dt: number
}

/**
 * Makes time coarser: t becomes dt floor(t / dt), and of several events of one pixel and polarity at one such time the
 * first stays.
 * @public
 */
export function downsampleTime(options: DownsampleTimeOptions): Transform {
  const micros = 1e6 * positive('dt', options.dt)
  return (events) => {
    const { t } = events
    const last = new Map<number, number>()
    const kept = filterEvents(events, (k) => {
      const neuron = neuronOf(events, k)
      const step = Math.floor(t[k]! / micros)
      if (last.get(neuron) === step) return false
      last.set(neuron, step)
      return true
    })
    return { ...kept, t: kept.t.map((time) => micros * Math.floor(time / micros)) }
  }
}
