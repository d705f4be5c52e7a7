import type { ByteReader } from '../byte-reader.js'
import type { EventBuffer } from '../event-buffer.js'
import type { Sensor } from '../events.js'
import { beginsWith, outside, type EventFormat } from './event-format.js'

const SIGNATURE = 'Event Stream'

/** Of the signature, the version and the kind of stream. */
const HEADER = 16

const kinds = ['generic', 'DVS', 'ATIS', 'asynchronous display', 'color']
const DVS = 1
const ATIS = 2

/** The most bytes that are decoded at once. */
const PIECE = 1 << 16

/**
 * Event Stream (.es) of version 2, DVS and ATIS kinds: signature, version, kind, width and height (16 bits, little endian), then
 * events of 5 bytes: microseconds since the last one with the flags, column, row. Rows count from the bottom, as in the file. Of
 * ATIS streams the changes of brightness are events; the measurements of grey levels are left out. Source:
 * neuromorphic-paris/event_stream and its reader sepia.
 */
export const eventStream: EventFormat = {
  name: 'es',
  title: 'Event Stream 2, DVS and ATIS',
  extensions: ['.es'],
  eventBytes: 5,
  sensors: [],
  recognizes: (head) => beginsWith(head, SIGNATURE),
  async *read(file, into): AsyncGenerator<Sensor> {
    const header = await file.take(HEADER)
    if (header[12] !== 2) {
      throw file.error(`is of version ${header.subarray(12, 15).join('.')}, expected 2`, 12, 'Convert it.')
    }
    const kind = header[15]!
    if (kind !== DVS && kind !== ATIS) {
      throw file.error(
        `holds a stream of kind ${kinds[kind] ?? kind}, no events at an address`,
        15,
        'Choose a DVS or ATIS stream.',
      )
    }
    const [a, b, c, d] = await file.take(4)
    const sensor = { width: a! | (b! << 8), height: c! | (d! << 8), polarities: 2 }
    yield sensor
    const state = { time: 0 }
    for (;;) {
      const bytes = await file.peek(5)
      if (bytes.length === 0) return
      const length = decode(bytes.subarray(0, PIECE), kind, state, into, sensor, file)
      if (length === 0) throw file.error('ends within an event', file.offset + bytes.length)
      file.skip(length)
      yield sensor
    }
  },
}

/** Decodes the whole events in `bytes`, which come next in the file, and gives their length. */
function decode(
  bytes: Uint8Array,
  kind: number,
  state: { time: number },
  into: EventBuffer,
  sensor: Sensor,
  file: ByteReader,
): number {
  into.reserve(Math.ceil(bytes.length / 5))
  const { t, x, y, p } = into
  const { width, height } = sensor
  const flags = kind === DVS ? 1 : 2
  // All bits of the time set: no event, but time that passes; of ATIS streams as often as the flags say.
  const full = 255 >> flags
  let { count } = into
  let { time } = state
  let at = 0
  while (at < bytes.length) {
    const first = bytes[at]!
    const flag = first & ((1 << flags) - 1)
    if (first >> flags === full) {
      time += full * flag
      at++
      continue
    }
    if (at + 5 > bytes.length) break
    const column = bytes[at + 1]! | (bytes[at + 2]! << 8)
    const row = bytes[at + 3]! | (bytes[at + 4]! << 8)
    if (column >= width || row >= height) throw outside(file, file.offset + at, column, row, sensor)
    time += first >> flags
    at += 5
    // Of the flags of ATIS streams the lower tells a measurement of grey levels.
    if (kind === ATIS && (flag & 1) === 1) continue
    t[count] = time
    x[count] = column
    y[count] = row
    p[count] = flag >> (flags - 1)
    count++
  }
  state.time = time
  into.count = count
  return at
}
