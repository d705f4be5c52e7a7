import { numeric } from '@snn/core'
import { positive, wholeNumber, within } from '../checks.js'
import type { Encoder } from '../encoder.js'
import { fullScale, type Values } from './intensities.js'

/** @public */
export interface PopulationOptions {
  /** Neurons a value, at least 3. */
  readonly neurons: number
  /** Steps of a sample; 100 when absent. */
  readonly time?: number
  /** Seconds a step. */
  readonly dt?: number
  /** How narrow the fields are: their σ is 1/(sharpness · (neurons - 2)); 1.5 when absent. */
  readonly sharpness?: number
  /** A neuron whose activation is below stays silent; 0.1 when absent. */
  readonly threshold?: number
}

/**
 * Population code: neuron k of the m neurons of a value x in [0, 1] has a Gaussian field, a = exp(-(x - c)²/2σ²) with
 * c = (2k - 1)/(2(m - 2)), and spikes once, at step round((1 - a)(T - 1)), if a >= threshold: the nearer, the earlier. As many events as there
 * are such neurons, m a value at most. Neurons lie as [...sample, m]. Bohte, Kok & La Poutré 2002, section 4.
 * @public
 */
export function population(options: PopulationOptions): Encoder<Values> {
  const count = wholeNumber('neurons', options.neurons, 3)
  const time = wholeNumber('time', options.time ?? 100, 1)
  const threshold = within('threshold', options.threshold ?? 0.1, 0, 1)
  const perSigma = positive('sharpness', options.sharpness ?? 1.5) * (count - 2)
  return {
    name: 'population',
    time,
    dt: options.dt === undefined ? undefined : positive('dt', options.dt),
    repeats: 'none',
    shape: (sample) => [...sample, count],
    encode(values, sink): void {
      const full = fullScale(values)
      sink.reserve(values.length * count)
      for (let i = 0; i < values.length; i++) {
        for (let k = 0; k < count; k++) {
          const center = (2 * k - 1) / (2 * (count - 2))
          const distance = (values[i]! / full - center) * perSigma
          const activation = numeric.exp((-distance * distance) / 2)
          if (!(activation >= threshold)) continue
          sink.t[sink.count] = Math.round((1 - activation) * (time - 1))
          sink.i[sink.count] = i * count + k
          sink.count++
        }
      }
    },
  }
}
