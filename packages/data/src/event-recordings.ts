import { DataError } from '@snn/core'
import { checkLabels } from './checks.js'
import type { About, EventSource } from './data-set.js'
import { newEvents, shapeOf, type Events, type MakeEvents, type Sensor } from './events.js'

/** What a set of recordings, one a sample, is made of. @public */
export interface RecordingsParts extends About {
  readonly sensor: Sensor
  readonly labels: ArrayLike<number>
  /** `false` when `read` never returns a promise. */
  readonly waits?: boolean
  /** Sample `index`, in arrays that `make` makes; called anew each time that it is asked for. */
  read(index: number, make: MakeEvents): Events | Promise<Events>
}

/** Recordings of events as a source of samples. A DataError for a label outside the classes. @public */
export function recordings(parts: RecordingsParts): EventSource {
  const { sensor, labels, read, waits, ...about } = parts
  const source: EventSource = {
    ...about,
    sensor,
    length: labels.length,
    labels,
    shape: shapeOf(sensor),
    waits: waits ?? true,
    get(index, _, make = newEvents): Events | Promise<Events> {
      if (index >= 0 && index < labels.length) return read(index, make)
      throw new DataError({ what: `there is no sample ${index}: ${about.name} (${about.split}) has ${labels.length}` })
    },
  }
  checkLabels(labels, source)
  return source
}
