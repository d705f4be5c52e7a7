import { newEvents, type Events, type Sensor } from '../events.js'

/** The same recording of `length` events each time. */
export function sameRecording(sensor: Sensor, length: number): Events {
  const events = newEvents(sensor, length)
  for (let k = 0; k < length; k++) {
    events.t[k] = 5000 + 37 * k
    events.x[k] = (7 * k) % sensor.width
    events.y[k] = (11 * k) % sensor.height
    events.p[k] = k % 2
  }
  return events
}
