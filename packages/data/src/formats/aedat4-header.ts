import type { ByteReader } from '../byte-reader.js'
import type { Sensor } from '../events.js'
import { explained, field, rootTable, vector } from './flatbuffer.js'

/** What files of all versions begin with. */
export const SIGNATURE = '#!AER-DAT'
const VERSION = '4.0\r\n'

/** Of the length before a FlatBuffer. */
export const SIZE = 4

const compressions = ['none', 'LZ4', 'LZ4', 'Zstandard', 'Zstandard']

/** What the header of a file says. */
export interface Aedat4Header {
  readonly compression: string
  /** Where the packets end and their table begins; absent in a recording that was cut off. */
  readonly table: number | undefined
  /** The stream of events that is read: the first. */
  readonly stream: number
  readonly sensor: Sensor
}

/** Reads the header and stops at the first packet. */
export async function readAedat4Header(file: ByteReader): Promise<Aedat4Header> {
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
function streamOf(xml: string, file: ByteReader, at: number): Pick<Aedat4Header, 'stream' | 'sensor'> {
  const streams = xml.split(/(?=<node name="\d+")/).filter((node) => node.includes('>EVTS<'))
  const attribute = (name: string): number =>
    Number(new RegExp(`key="${name}"[^>]*>(\\d+)<`).exec(streams[0] ?? '')?.[1])
  const [width, height] = [attribute('sizeX'), attribute('sizeY')]
  if (!(width > 0 && height > 0 && width <= 1 << 15 && height <= 1 << 15)) {
    throw file.error('names no stream of events with a size', at, 'Choose a recording with events.')
  }
  return { stream: Number(/\d+/.exec(streams[0]!)![0]), sensor: { width, height, polarities: 2 } }
}
