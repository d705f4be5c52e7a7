import type { ByteReader } from '../byte-reader.js'
import type { EventBuffer } from '../event-buffer.js'
import type { Sensor } from '../events.js'
import { readAedat4Header, SIGNATURE, SIZE } from './aedat4-header.js'
import { beginsWith, outside, type EventFormat } from './event-format.js'
import { explained, field, rootTable, vector } from './flatbuffer.js'
import { decodeLz4 } from './lz4.js'

/** Of an event: time (8), column (2), row (2), polarity (1), and 3 of padding. */
const EVENT_BYTES = 16

/**
 * AEDAT 4.0 (iniVation, dv): a header (FlatBuffer IOHE with an XML text), then packets with a stream number and a length, each a
 * FlatBuffer, alone or in an LZ4 frame. Reads the first stream of events; frames, inertia and triggers are passed over. Times are
 * microseconds since 1970 as recorded. Source: iniVation, AEDAT 4.0 and the schemas of dv-processing.
 */
export const aedat4: EventFormat = {
  name: 'aedat4',
  title: 'AEDAT 4.0',
  extensions: ['.aedat4'],
  eventBytes: 8,
  sensors: [],
  recognizes: (head) => beginsWith(head, SIGNATURE),
  async *read(file, into): AsyncGenerator<Sensor> {
    const { compression, table, stream, sensor } = await readAedat4Header(file)
    yield sensor
    let events = 0
    while ((await file.peek(1)).length > 0) {
      const start = file.offset
      if (start === table) {
        checkTable(file, await content(file, Infinity, compression), stream, events)
        return
      }
      const head = await file.take(8)
      const view = new DataView(head.buffer, head.byteOffset)
      const [id, length] = [view.getInt32(0, true), view.getInt32(4, true)]
      if (id < 0 || length < 0) throw file.error(`has a packet of ${length} bytes for stream ${id}`, start)
      if (table !== undefined && start + 8 + length > table) throw file.error('has a packet that is too long', start)
      if (id !== stream) await file.take(length)
      else events += decode(await content(file, length, compression), into, sensor, file, start)
      yield sensor
    }
    if (table !== undefined) throw file.error('ends before its table')
  },
}

/** The FlatBuffer in the next `length` bytes, or in all that are left: without its compression and the length before it. */
async function content(file: ByteReader, length: number, compression: string): Promise<Uint8Array> {
  const start = file.offset
  const bytes = await file.take(length === Infinity ? (await file.peek(Infinity)).length : length)
  const plain = compression === 'none' ? bytes : decodeLz4(bytes, (what, at) => file.error(what, start + at))
  return plain.subarray(SIZE)
}

/** Decodes a packet of events and gives their number. */
function decode(bytes: Uint8Array, into: EventBuffer, sensor: Sensor, file: ByteReader, at: number): number {
  return explained(file, at, () => {
    const { table, identifier } = rootTable(bytes)
    if (identifier !== 'EVTS') throw file.error(`has a packet of ${identifier} in its stream of events`, at)
    const elements = field(table, 0)
    if (elements === undefined) return 0
    const { view } = table
    const { start, length } = vector(table, elements)
    if (start + length * EVENT_BYTES > bytes.length) throw file.error('has a packet that ends within its events', at)
    into.reserve(length)
    const { t, x, y, p } = into
    const { width, height } = sensor
    let { count } = into
    for (let from = start; from < start + length * EVENT_BYTES; from += EVENT_BYTES, count++) {
      const [column, row] = [view.getInt16(from + 8, true), view.getInt16(from + 10, true)]
      if (column < 0 || row < 0 || column >= width || row >= height) throw outside(file, at, column, row, sensor)
      const high = view.getInt32(from + 4, true)
      if (high < 0 || high >= 1 << 21) throw file.error('has an event whose time is no number of microseconds', at)
      t[count] = high * 2 ** 32 + view.getUint32(from, true)
      x[count] = column
      y[count] = row
      p[count] = view.getUint8(from + 12) & 1
    }
    into.count = count
    return length
  })
}

/** The table at the end lists every packet: its stream and its number of elements. */
function checkTable(file: ByteReader, bytes: Uint8Array, stream: number, events: number): void {
  explained(file, file.offset, () => {
    const { table, identifier } = rootTable(bytes)
    if (identifier !== 'FTAB') throw file.error('has no table at its end')
    const { view } = table
    const packets = field(table, 0)
    const { start, length } = packets === undefined ? { start: 0, length: 0 } : vector(table, packets)
    let listed = 0
    for (let at = start; at < start + 4 * length; at += 4) {
      const packet = { view, at: at + view.getUint32(at, true) }
      const [head, elements] = [field(packet, 1), field(packet, 2)]
      if (head === undefined || elements === undefined || view.getInt32(head, true) !== stream) continue
      listed += Number(view.getBigInt64(elements, true))
    }
    if (listed !== events) throw file.error(`has ${events} events, but its table lists ${listed}`)
  })
}
