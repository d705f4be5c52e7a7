import { eventSetWriter } from '../event-set/event-set-writer.js'
import { newEvents, type Events } from '../events.js'
import { joined } from '../gunzip.js'

const sensor = { width: 8, height: 8, polarities: 1 }

/** A bar of 8 pixels that crosses the sensor in 16 ms, to the right for odd samples, to the left for even ones. */
function bar(sample: number): Events {
  const events = newEvents(sensor, 64)
  for (let k = 0; k < 64; k++) {
    const step = k >> 3
    events.t[k] = 2000 * step + sample
    events.x[k] = sample % 2 === 1 ? step : 7 - step
    events.y[k] = k & 7
  }
  return events
}

/** A small event-set file of two classes. */
export function barsFile(samples: number): Uint8Array<ArrayBuffer> {
  const writer = eventSetWriter({ name: 'bars', split: 'train', classes: ['left', 'right'], sensor })
  const bodies = Array.from({ length: samples }, (_, k) => writer.sample(bar(k), k % 2))
  return joined([writer.header(), ...bodies, writer.end()])
}
