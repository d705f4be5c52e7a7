import type { ByteReader } from '../byte-reader.js'
import type { EventBuffer } from '../event-buffer.js'
import type { Sensor } from '../events.js'
import { cameras, outside, type EventFormat } from './event-format.js'
import { percentHeader, readPercentHeader, sensorOf } from './percent-header.js'

/** A time stamp of 32 bits goes back to 0 after this many microseconds. */
const WRAP = 2 ** 32

interface Clock {
  base: number
  last: number
}

/** Types of events at an address: Event2D and its later name, CD. */
const types = [0x00, 0x0c]

/**
 * Prophesee .dat of version 2 (N-Cars): a text header, the type and size of events in a byte each, then events of 8 bytes, little
 * endian: microseconds (32 bits), column (14 bits), row (14 bits), polarity (4 bits). A time stamp that goes back by more than
 * half its range counts as a wrap. Source: Prophesee, DAT file format; N-Cars' loadatis tools.
 */
export const dat: EventFormat = {
  name: 'dat',
  title: 'Prophesee DAT, version 2',
  extensions: ['.dat'],
  eventBytes: 8,
  sensors: cameras([120, 100], [304, 240], [640, 480], [1280, 720]),
  recognizes: (head) => {
    const { fields } = percentHeader(head)
    return fields.has('version') && !fields.has('evt') && !fields.has('format')
  },
  async *read(file, into, { bounds }): AsyncGenerator<Sensor | undefined> {
    const fields = await readPercentHeader(file)
    const version = fields.get('version')
    if (version !== '2') throw file.error(`is of version ${version}, expected 2`, 0, 'Convert it.')
    const [type, size] = await file.take(2)
    if (!types.includes(type!) || size !== 8) {
      throw file.error(
        `holds events of type ${type} in ${size} bytes, expected type 0 or 12 in 8`,
        file.offset - 2,
        'Choose the file of CD events.',
      )
    }
    const sensor = sensorOf(fields)
    const clock = { base: 0, last: 0 }
    for await (const bytes of file.units(8)) {
      decode(bytes, clock, into, sensor ?? bounds, file)
      yield sensor
    }
    yield sensor
  },
}

function decode(bytes: Uint8Array, clock: Clock, into: EventBuffer, bounds: Sensor, file: ByteReader): void {
  into.reserve(bytes.length / 8)
  const { t, x, y, p } = into
  const { width, height } = bounds
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const start = file.offset - bytes.length
  let { count } = into
  let { base, last } = clock
  for (let at = 0; at < bytes.length; at += 8) {
    const stamp = view.getUint32(at, true)
    const word = view.getUint32(at + 4, true)
    const column = word & 0x3fff
    const row = (word >>> 14) & 0x3fff
    if (column >= width || row >= height) throw outside(file, start + at, column, row, bounds)
    if (word >>> 28 > 1) throw file.error(`has an event of polarity ${word >>> 28}`, start + at)
    if (stamp < last - WRAP / 2) base += WRAP
    last = stamp
    t[count] = base + stamp
    x[count] = column
    y[count] = row
    p[count] = word >>> 28
    count++
  }
  clock.base = base
  clock.last = last
  into.count = count
}
