import { ShapeError } from '@snn/core'
import { oneOf, positive, wholeNumber } from '../checks.js'
import type { Encoder } from '../encoder.js'
import type { Events } from '../events.js'
import { binRows } from './bin-rows.js'

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
  const rowsOf = binRows({
    time,
    micros: dt === undefined ? undefined : 1e6 * dt,
    half,
    clamp: within === 'clamp',
    merge,
  })
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
    encode(events, sink): void {
      const { end, i } = rowsOf(events)
      sink.reserve(i.length)
      sink.i.set(i, sink.count)
      for (let step = 0, from = 0; step < time; from = end[step++]!) {
        sink.t.fill(step, sink.count + from, sink.count + end[step]!)
      }
      sink.count += i.length
    },
    rows: rowsOf,
  }
}
