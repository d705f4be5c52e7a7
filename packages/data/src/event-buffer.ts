import { newEvents, sliceEvents, type Events, type Sensor } from './events.js'

/** Where a reader writes events: arrays that grow by doubling. */
export interface EventBuffer {
  readonly t: Float64Array
  readonly x: Uint16Array
  readonly y: Uint16Array
  readonly p: Uint8Array
  /** Events written so far; the writer moves it on. */
  count: number
  /** Makes room for `events` more; the arrays are others afterwards. */
  reserve(events: number): void
  /** What is written, as views that hold until more is. */
  view(sensor: Sensor): Events
}

export function eventBuffer(): EventBuffer {
  const none = { width: 0, height: 0, polarities: 0 }
  let arrays = newEvents(none, 0)
  return {
    count: 0,
    get t(): Float64Array {
      return arrays.t
    },
    get x(): Uint16Array {
      return arrays.x
    },
    get y(): Uint16Array {
      return arrays.y
    },
    get p(): Uint8Array {
      return arrays.p
    },
    reserve(events): void {
      const { length } = arrays.t
      const needed = this.count + events
      if (needed <= length) return
      const grown = newEvents(none, Math.max(needed, 2 * length))
      for (const name of ['t', 'x', 'y', 'p'] as const) grown[name].set(arrays[name].subarray(0, this.count))
      arrays = grown
    },
    view(sensor): Events {
      return { ...sliceEvents(arrays, 0, this.count), sensor }
    },
  }
}
