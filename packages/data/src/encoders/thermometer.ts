import { positive, wholeNumber } from '../checks.js'
import type { Encoder } from '../encoder.js'
import { fullScale, type Values } from './intensities.js'

/** @public */
export interface ThermometerOptions {
  /** Neurons a value. */
  readonly levels: number
  /** Steps of a sample, in each of which the neurons that are on spike; 1 when absent. */
  readonly time?: number
  /** Seconds a step. */
  readonly dt?: number
}

/**
 * Thermometer code: neuron k of the `levels` neurons of a value x in [0, 1] is on where x >= (k + 1)/levels, and spikes in
 * every step. T · Σ floor(x·levels) events. Neurons lie as [...sample, levels].
 * @public
 */
export function thermometer(options: ThermometerOptions): Encoder<Values> {
  const levels = wholeNumber('levels', options.levels, 1)
  const time = wholeNumber('time', options.time ?? 1, 1)
  return {
    name: 'thermometer',
    time,
    dt: options.dt === undefined ? undefined : positive('dt', options.dt),
    repeats: 'none',
    shape: (sample) => [...sample, levels],
    encode(values, sink): void {
      const full = fullScale(values)
      for (let i = 0; i < values.length; i++) {
        const on = Math.min(levels, Math.floor((values[i]! * levels) / full))
        sink.reserve(Math.max(0, on) * time)
        for (let t = 0; t < time; t++) {
          for (let k = 0; k < on; k++) {
            sink.t[sink.count] = t
            sink.i[sink.count] = i * levels + k
            sink.count++
          }
        }
      }
    },
  }
}
