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
  /** What is written, no longer shared with the buffer, which is empty afterwards. */
  take(sensor: Sensor): Events
}

/** With room for `capacity` events before it grows. */
export function eventBuffer(capacity = 0): EventBuffer {
  const none = { width: 0, height: 0, polarities: 0 }
  let arrays = newEvents(none, capacity)
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
    take(sensor): Events {
      const { t, x, y, p } = arrays
      const { count } = this
      this.count = 0
      // Arrays that are mostly full are given away rather than copied.
      if (count > (2 / 3) * t.length) {
        arrays = newEvents(none, 0)
        return sliceEvents({ sensor, t, x, y, p }, 0, count)
      }
      return { sensor, t: t.slice(0, count), x: x.slice(0, count), y: y.slice(0, count), p: p.slice(0, count) }
    },
  }
}
