/** What the addresses of events range over. @public */
export interface Sensor {
  /** Columns of pixels, or units in a row. */
  readonly width: number
  /** Rows of pixels; 1 for units in a row. */
  readonly height: number
  /** 2 where events carry a sign, else 1. */
  readonly polarities: number
}

/**
 * Events as recorded, by ascending time: event k happened at `t[k]` microseconds in column `x[k]` and row `y[k]`, with
 * polarity `p[k]` (1 brighter, 0 darker). For units in a row, x is the unit and y and p are 0. All arrays have one length.
 * @public
 */
export interface Events {
  readonly sensor: Sensor
  readonly t: Float64Array
  readonly x: Uint16Array
  readonly y: Uint16Array
  readonly p: Uint8Array
}

/** Arrays for `length` events of a sensor, all zero. @public */
export function newEvents(sensor: Sensor, length: number): Events {
  return {
    sensor,
    t: new Float64Array(length),
    x: new Uint16Array(length),
    y: new Uint16Array(length),
    p: new Uint8Array(length),
  }
}

/** What makes arrays for events: {@link newEvents}, or {@link reusedEvents}. @public */
export type MakeEvents = (sensor: Sensor, length: number) => Events

/** Makes events in the same memory each time, so they last until the next are made. Starts with what was there before. @public */
export function reusedEvents(): MakeEvents {
  let all = newEvents({ width: 1, height: 1, polarities: 1 }, 1024)
  return (sensor, length) => {
    if (length > all.t.length) all = newEvents(sensor, Math.max(length, 2 * all.t.length))
    return { ...sliceEvents(all, 0, length), sensor }
  }
}

/** Events `from` to `to - 1`, as views. @public */
export function sliceEvents({ sensor, t, x, y, p }: Events, from: number, to: number): Events {
  return {
    sensor,
    t: t.subarray(from, to),
    x: x.subarray(from, to),
    y: y.subarray(from, to),
    p: p.subarray(from, to),
  }
}

/** Several pieces of one recording as one. @public */
export function joinEvents(parts: readonly Events[], sensor: Sensor): Events {
  const whole = newEvents(
    sensor,
    parts.reduce((sum, part) => sum + part.t.length, 0),
  )
  let at = 0
  for (const part of parts) {
    whole.t.set(part.t, at)
    whole.x.set(part.x, at)
    whole.y.set(part.y, at)
    whole.p.set(part.p, at)
    at += part.t.length
  }
  return whole
}

/** The events for which `keep` of their number is true, in their order. @public */
export function filterEvents(events: Events, keep: (k: number) => boolean): Events {
  const { t, x, y, p } = events
  const kept = newEvents(events.sensor, t.length)
  let count = 0
  for (let k = 0; k < t.length; k++) {
    if (!keep(k)) continue
    kept.t[count] = t[k]!
    kept.x[count] = x[k]!
    kept.y[count] = y[k]!
    kept.p[count] = p[k]!
    count++
  }
  return sliceEvents(kept, 0, count)
}

/** The events by ascending time, themselves where they are so; those of one time stay in their order. @public */
export function sortByTime(events: Events): Events {
  const { sensor, t, x, y, p } = events
  let k = 1
  while (k < t.length && t[k]! >= t[k - 1]!) k++
  if (k >= t.length) return events
  const order = Uint32Array.from(t.keys()).sort((a, b) => t[a]! - t[b]! || a - b)
  return {
    sensor,
    t: Float64Array.from(order, (from) => t[from]!),
    x: Uint16Array.from(order, (from) => x[from]!),
    y: Uint16Array.from(order, (from) => y[from]!),
    p: Uint8Array.from(order, (from) => p[from]!),
  }
}

/** Number of the first event outside a sensor, if any is. */
export function firstOutside({ t, x, y, p }: Events, { width, height, polarities }: Sensor): number | undefined {
  for (let k = 0; k < t.length; k++) {
    if (x[k]! >= width || y[k]! >= height || p[k]! >= polarities) return k
  }
  return undefined
}

/** The neuron of event `k`: (p·height + y)·width + x, its place in {@link shapeOf}. @public */
export function neuronOf({ sensor, x, y, p }: Events, k: number): number {
  return (p[k]! * sensor.height + y[k]!) * sensor.width + x[k]!
}

/** How the addresses of a sensor lie as neurons: [polarities, height, width], axes of one entry left out. @public */
export function shapeOf({ polarities, height, width }: Sensor): readonly number[] {
  const shape = [polarities, height, width].filter((size) => size > 1)
  return shape.length === 0 ? [1] : shape
}
