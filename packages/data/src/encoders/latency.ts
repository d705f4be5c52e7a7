import { numeric, ShapeError } from '@snn/core'
import { positive, within, wholeNumber } from '../checks.js'
import type { Encoder } from '../encoder.js'

/** @public */
export interface LatencyOptions {
  /** Steps of a sample; 100 when absent. */
  readonly time?: number
  /** Seconds a step; 1e-3 when absent. */
  readonly dt?: number
  /** τ_eff in seconds; 20e-3 when absent. */
  readonly tau?: number
  /** θ, the intensity at or below which a pixel is silent; 0.2 when absent. */
  readonly threshold?: number
}

/**
 * Time-to-first-spike code of images: a pixel of intensity x in [0, 1] spikes once, at step
 * t = trunc((τ_eff/Δt) ln(x/(x - θ))) if x > θ and t < T, else never; bytes are x = byte/255.
 * At most one event a pixel. Perez-Nieves & Goodman 2021, after Zenke & Ganguli's tutorial.
 * @public
 */
export function latency(options: LatencyOptions = {}): Encoder<Uint8Array | Float32Array> {
  const time = wholeNumber('time', options.time ?? 100, 1)
  const dt = positive('dt', options.dt ?? 1e-3)
  const tau = positive('tau', options.tau ?? 20e-3)
  const threshold = within('threshold', options.threshold ?? 0.2, 0, 1)

  function stepOf(x: number): number {
    if (!(x > threshold)) return time
    return Math.min(time, Math.trunc((tau / dt) * numeric.log(x / (x - threshold))))
  }

  const stepOfByte = Int32Array.from({ length: 256 }, (_, byte) => stepOf(byte / 255))
  return {
    name: 'latency',
    time,
    dt,
    repeats: 'none',
    shape(sample): readonly number[] {
      if (sample.length > 0) return sample
      throw new ShapeError({ what: 'latency code needs samples of at least one axis; got a sample of shape []' })
    },
    encode(pixels, sink): void {
      sink.reserve(pixels.length)
      const { t, i } = sink
      let count = sink.count
      if (pixels instanceof Uint8Array) {
        for (let pixel = 0; pixel < pixels.length; pixel++) {
          const step = stepOfByte[pixels[pixel]!]!
          t[count] = step
          i[count] = pixel
          count += (step - time) >>> 31
        }
      } else {
        for (let pixel = 0; pixel < pixels.length; pixel++) {
          const step = stepOf(pixels[pixel]!)
          t[count] = step
          i[count] = pixel
          count += Number(step < time)
        }
      }
      sink.count = count
    },
  }
}
