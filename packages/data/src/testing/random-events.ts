import fc from 'fast-check'
import { newEvents, type Events, type Sensor } from '../events.js'

/** One event as a record: how tests write transforms down plainly. */
export interface Event {
  readonly t: number
  readonly x: number
  readonly y: number
  readonly p: number
}

/** Events as records. */
export function listed({ t, x, y, p }: Events): Event[] {
  return Array.from(t, (time, k) => ({ t: time, x: x[k]!, y: y[k]!, p: p[k]! }))
}

/** Records as events of a sensor. */
export function eventsFrom(list: readonly Event[], sensor: Sensor): Events {
  const events = newEvents(sensor, list.length)
  for (const [k, { t, x, y, p }] of list.entries()) {
    events.t[k] = t
    events.x[k] = x
    events.y[k] = y
    events.p[k] = p
  }
  return events
}

/** Small recordings of small sensors, by ascending time, with events that share times and pixels. */
export const randomEvents: fc.Arbitrary<Events> = fc
  .record({
    width: fc.integer({ min: 3, max: 7 }),
    height: fc.integer({ min: 1, max: 5 }),
    polarities: fc.constantFrom(1, 2),
  })
  .chain((sensor) =>
    fc
      .array(
        fc.record({
          t: fc.nat(60).map((time) => 500 * time),
          x: fc.nat(sensor.width - 1),
          y: fc.nat(sensor.height - 1),
          p: fc.nat(sensor.polarities - 1),
        }),
        { maxLength: 40 },
      )
      .map((list) =>
        eventsFrom(
          list.toSorted((a, b) => a.t - b.t),
          sensor,
        ),
      ),
  )
