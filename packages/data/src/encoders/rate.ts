import { ArgumentError, numeric, randomKey, uniformOf, wordSequence } from '@snn/core'
import { positive, wholeNumber } from '../checks.js'
import type { Encoder } from '../encoder.js'
import { fullScale, type Values } from './intensities.js'

/** @public */
export interface RateOptions {
  /** Steps of a sample; 100 when absent. */
  readonly time?: number
  /** Seconds a step; 1e-3 when absent. */
  readonly dt?: number
  /** Spikes a second of a value of 1; 100 when absent. At most one spike a step: rate · dt <= 1. */
  readonly rate?: number
}

/**
 * Rate code: a value x in [0, 1] spikes in each step with probability x·rate·Δt, independently (the Poisson process on a
 * grid). Σ x · rate·Δt·T events on average, drawn by seed, epoch and sample; its cost follows the events, not the steps.
 * @public
 */
export function rate(options: RateOptions = {}): Encoder<Values> {
  const time = wholeNumber('time', options.time ?? 100, 1)
  const dt = positive('dt', options.dt ?? 1e-3)
  const most = positive('rate', options.rate ?? 100) * dt
  if (most > 1) {
    throw new ArgumentError({
      what: `rate · dt must be at most 1, one spike a step; got ${most}`,
      where: 'rate',
      fix: `Give a rate of at most ${1 / dt}, or a smaller dt.`,
    })
  }
  return {
    name: 'rate',
    time,
    dt,
    repeats: 'none',
    shape: (sample) => sample,
    encode(values, sink, index, { seed, epoch }): void {
      const next = wordSequence(randomKey(seed, ['rate', epoch, index]))
      const full = fullScale(values)
      for (let i = 0; i < values.length; i++) {
        const probability = Math.min(1, values[i]! / full) * most
        if (!(probability > 0)) continue
        sink.reserve(time)
        const perStep = numeric.log(1 - probability)
        // Steps without a spike are skipped at once: so many have none with probability (1 - p)^steps.
        for (let t = -1; ;) {
          t += 1 + (probability < 1 ? Math.floor(numeric.log(1 - uniformOf(next())) / perStep) : 0)
          if (!(t < time)) break
          sink.t[sink.count] = t
          sink.i[sink.count] = i
          sink.count++
        }
      }
    },
  }
}
