import { ShapeError } from '@snn/core'
import { oneOf, positive, wholeNumber } from '../checks.js'
import type { Encoder } from '../encoder.js'
import type { Events } from '../events.js'

/** @public */
export interface BinsOptions {
  /** Steps of a sample; later events are dropped. */
  readonly time: number
  /** Seconds a step. When absent, each recording is cut from its first event to its last into `time` equal steps. */
  readonly dt?: number
  /** `round` (the default, as the paper): step = floor(t/Δt + 1/2); `floor`: step = floor(t/Δt). */
  readonly rounding?: 'round' | 'floor'
  /** Several events of one neuron in one step: `clamp` (the default) makes them one, `sum` keeps all. */
  readonly within?: 'clamp' | 'sum'
  /** `merge` folds both polarities of a pixel into one neuron; `keep` (the default) gives each its own. */
  readonly polarities?: 'keep' | 'merge'
}

/**
 * Events of a sensor on the grid of a network: event (t, x, y, p) becomes neuron (p·height + y)·width + x at step
 * round(t/Δt), or floor. Without dt, t counts from the first event, Δt = (last - first)/time, and the end belongs to the last step. As many events as come within `time` steps, fewer where bins are clamped.
 * @public
 */
export function bins(options: BinsOptions): Encoder<Events> {
  const time = wholeNumber('time', options.time, 1)
  const dt = options.dt === undefined ? undefined : positive('dt', options.dt)
  const rounding = oneOf('rounding', options.rounding ?? 'round', ['round', 'floor'])
  const within = oneOf('within', options.within ?? 'clamp', ['clamp', 'sum'])
  const merge = oneOf('polarities', options.polarities ?? 'keep', ['keep', 'merge']) === 'merge'
  const half = rounding === 'round' ? 0.5 : 0
  return {
    name: 'bins',
    time,
    dt,
    repeats: within,
    shape(sample): readonly number[] {
      if (!merge || sample.length < 3) return sample
      if (sample.length === 3) return sample.slice(1)
      throw new ShapeError({ what: `samples of [polarities, height, width] were expected; got [${sample.join(', ')}]` })
    },
    encode({ sensor, t, x, y, p }, sink): void {
      sink.reserve(t.length)
      const { t: steps, i } = sink
      const { width } = sensor
      const plane = merge ? 0 : width * sensor.height
      const first = dt === undefined ? (t[0] ?? 0) : 0
      const micros = dt === undefined ? ((t.at(-1) ?? 0) - first) / time || 1 : dt * 1e6
      const end = dt === undefined ? Infinity : time
      const last = time - 1
      let { count } = sink
      // Every event is written, and overwritten by the next where its step is none of the grid: no branch to mispredict.
      for (let k = 0; k < t.length; k++) {
        const position = (t[k]! - first) / micros + half
        const step = position | 0
        steps[count] = step < last ? step : last
        i[count] = Math.imul(p[k]!, plane) + Math.imul(y[k]!, width) + x[k]!
        count += position >= 0 && position < end ? 1 : 0
      }
      sink.count = count
    },
  }
}
