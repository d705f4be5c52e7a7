import type { ByteReader } from '../byte-reader.js'
import type { EventBuffer } from '../event-buffer.js'
import type { Sensor } from '../events.js'
import { beginsWith, outside, type EventFormat } from './event-format.js'
import { field, rootTable, vector } from './flatbuffer.js'
import { decodeLz4 } from './lz4.js'

const SIGNATURE = '#!AER-DAT'
const VERSION = '4.0\r\n'

/** Of an event: time (8), column (2), row (2), polarity (1), and 3 of padding. */
const EVENT_BYTES = 16

/** Of the length before a FlatBuffer. */
const SIZE = 4

const compressions = ['none', 'LZ4', 'LZ4', 'Zstandard', 'Zstandard']

/** What the header of a file says. */
interface Header {
  readonly compression: string
  /** Where the packets end and their table begins; absent in a recording that was cut off. */
  readonly table: number | undefined
  /** The stream of events that is read: the first. */
  readonly stream: number
  readonly sensor: Sensor
}

/**
 * AEDAT 4.0 (iniVation, dv): a header (FlatBuffer IOHE with an XML text), then packets with a stream number and a length, each a FlatBuffer,
 * alone or in an LZ4 frame. Reads the first stream of events; frames, inertia and triggers are passed over. Times are microseconds since 1970
 * as recorded. Source: iniVation, AEDAT 4.0 and the schemas of dv-processing.
 */
export const aedat4: EventFormat = {
  name: 'aedat4',
  title: 'AEDAT 4.0',
  extensions: ['.aedat4'],
  eventBytes: 8,
  sensors: [],
  recognizes: (head) => beginsWith(head, SIGNATURE),
  async *read(file, into): AsyncGenerator<Sensor> {
    const { compression, table, stream, sensor } = await readHeader(file)
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

async function readHeader(file: ByteReader): Promise<Header> {
  const first = new TextDecoder().decode(await file.take(SIGNATURE.length + VERSION.length))
  if (!first.endsWith(VERSION)) {
    throw file.error(
      `is of version ${first.slice(SIGNATURE.length, SIGNATURE.length + 3)}, expected 4.0`,
      SIGNATURE.length,
      'Convert it by dv-processing.',
    )
  }
  const at = file.offset
  const length = await file.take(SIZE)
  const bytes = await file.take(new DataView(length.buffer, length.byteOffset).getUint32(0, true))
  return explained(file, at, () => {
    const { table, identifier } = rootTable(bytes)
    if (identifier !== 'IOHE') throw file.error('has no AEDAT 4.0 header', at)
    const [kind, end, info] = [field(table, 0), field(table, 1), field(table, 2)]
    const compression = compressions[kind === undefined ? 0 : table.view.getInt32(kind, true)]
    if (compression === undefined || compression === 'Zstandard') {
      throw file.error(
        `is compressed by ${compression ?? 'an unknown method'}, expected LZ4`,
        at,
        'Convert it by dv-processing.',
      )
    }
    const position = end === undefined ? -1 : Number(table.view.getBigInt64(end, true))
    const text = info === undefined ? { start: 0, length: 0 } : vector(table, info)
    const xml = new TextDecoder().decode(bytes.subarray(text.start, text.start + text.length))
    return { compression, table: position < 0 ? undefined : position, ...streamOf(xml, file, at) }
  })
}

/** The first stream of events that the text of the header names. */
function streamOf(xml: string, file: ByteReader, at: number): Pick<Header, 'stream' | 'sensor'> {
  const streams = xml.split(/(?=<node name="\d+")/).filter((node) => node.includes('>EVTS<'))
  const attribute = (name: string): number =>
    Number(new RegExp(`key="${name}"[^>]*>(\\d+)<`).exec(streams[0] ?? '')?.[1])
  const [width, height] = [attribute('sizeX'), attribute('sizeY')]
  if (!(width > 0 && height > 0 && width <= 1 << 15 && height <= 1 << 15)) {
    throw file.error('names no stream of events with a size', at, 'Choose a recording with events.')
  }
  return { stream: Number(/\d+/.exec(streams[0]!)![0]), sensor: { width, height, polarities: 2 } }
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

/** What the bytes of a FlatBuffer refer to outside of them, as a FormatError. */
function explained<T>(file: ByteReader, at: number, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof RangeError) throw file.error('has a damaged packet', at)
    throw error
  }
}
