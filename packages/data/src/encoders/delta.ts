import { ShapeError } from '@snn/core'
import { oneOf, positive, wholeNumber } from '../checks.js'
import type { Encoder } from '../encoder.js'
import { fullScale, type Values } from './intensities.js'

/** @public */
export interface DeltaOptions {
  /** Steps of a sample, its first axis. */
  readonly time: number
  /** θ, the change that makes an event. */
  readonly threshold: number
  /** Seconds a step. */
  readonly dt?: number
  /** A change of several θ in one step: `sum` (the default) makes that many events, `clamp` one. */
  readonly within?: 'clamp' | 'sum'
}

/**
 * Delta code of signals [time, …channels]: each channel keeps a reference r, at first its first value; at each step n = trunc((x - r)/θ), |n|
 * events of the channel's neuron for rises (n > 0) or falls, then r += nθ. Σ |n| events, and the signal is within θ of
 * its start plus θ times rises less falls. Neurons lie as [2, …channels], falls first.
 * @public
 */
export function delta(options: DeltaOptions): Encoder<Values> {
  const time = wholeNumber('time', options.time, 1)
  const threshold = positive('threshold', options.threshold)
  const repeats = oneOf('within', options.within ?? 'sum', ['clamp', 'sum'])
  return {
    name: 'delta',
    time,
    dt: options.dt === undefined ? undefined : positive('dt', options.dt),
    repeats,
    shape(sample): readonly number[] {
      if (sample.length > 1 && sample[0] === time) return [2, ...sample.slice(1)]
      throw new ShapeError({
        what: `delta code of ${time} steps needs samples of [${time}, channels]; got [${sample.join(', ')}]`,
        fix: 'Put time first, and give its length as `time`.',
      })
    },
    encode(values, sink): void {
      const full = fullScale(values)
      const channels = values.length / time
      const reference = Float64Array.from({ length: channels }, (_, channel) => values[channel]! / full)
      for (let t = 1; t < time; t++) {
        for (let channel = 0; channel < channels; channel++) {
          const n = Math.trunc((values[t * channels + channel]! / full - reference[channel]!) / threshold)
          if (n === 0) continue
          reference[channel]! += n * threshold
          const events = Math.abs(n)
          sink.reserve(events)
          for (let k = 0; k < events; k++) {
            sink.t[sink.count] = t
            sink.i[sink.count] = n > 0 ? channels + channel : channel
            sink.count++
          }
        }
      }
    },
  }
}
