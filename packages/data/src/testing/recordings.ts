import fc from 'fast-check'
import { newEvents, type Events, type Sensor } from '../events.js'
import type { EventFormatName } from '../formats/event-format.js'
import { aedat4File } from './aedat4-file.js'
import { matrixFile, npyFile, npzFile } from './array-files.js'
import { atisFile, binFile, datFile, dvsFile, evt2File, evt3File } from './camera-files.js'
import { matFile } from './mat-file.js'

/** A kind of file that tests can write. */
export interface FileKind {
  readonly title: string
  readonly format: EventFormatName
  /** Of a recording on the kind's own sensor, or on {@link small}. */
  readonly write: (events: Events) => Uint8Array
  readonly sensor?: Sensor
}

export const small: Sensor = { width: 34, height: 30, polarities: 2 }
const taxels: Sensor = { width: 10, height: 10, polarities: 2 }

export const fileKinds: readonly FileKind[] = [
  { title: 'bin', format: 'bin', write: binFile },
  { title: 'dat', format: 'dat', write: datFile },
  { title: 'evt2', format: 'evt2', write: evt2File },
  { title: 'evt3', format: 'evt3', write: evt3File },
  { title: 'es, DVS', format: 'es', write: dvsFile },
  { title: 'es, ATIS', format: 'es', write: atisFile },
  { title: 'aedat4, LZ4', format: 'aedat4', write: aedat4File },
  { title: 'aedat4, not compressed', format: 'aedat4', write: (events) => aedat4File(events, { compression: 'none' }) },
  { title: 'mat', format: 'mat', write: matFile, sensor: taxels },
  {
    title: 'mat, not compressed',
    format: 'mat',
    write: (events) => matFile(events, { compressed: false }),
    sensor: taxels,
  },
  { title: 'npy, fields', format: 'npy', write: npyFile },
  { title: 'npy, a matrix', format: 'npy', write: matrixFile },
  { title: 'npz', format: 'npz', write: npzFile },
]

/** Events in whole microseconds by ascending time. */
export function recording(sensor: Sensor, most = 300): fc.Arbitrary<Events> {
  const event = fc.tuple(fc.nat(200), fc.nat(sensor.width - 1), fc.nat(sensor.height - 1), fc.nat(1))
  return fc.array(event, { maxLength: most }).map((list) => {
    const events = newEvents(sensor, list.length)
    let time = 4096
    for (const [k, [later, x, y, p]] of list.entries()) {
      time += later
      events.t[k] = time
      events.x[k] = x
      events.y[k] = y
      events.p[k] = p
    }
    return events
  })
}
