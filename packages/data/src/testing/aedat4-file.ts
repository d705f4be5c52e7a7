import type { Events } from '../events.js'
import { xxhash32 } from '../formats/xxhash32.js'
import { joined, list, pack, text } from './bytes.js'

/** An LZ4 frame with all its checksums whose one block is not compressed, or holds literals alone. */
export function lz4Frame(content: Uint8Array, { compressed = false } = {}): Uint8Array {
  const descriptor = Uint8Array.of(0x74, 0x70)
  let literals = content.length - 15
  const extra: number[] = []
  for (; compressed && literals >= 255; literals -= 255) extra.push(255)
  const head = content.length < 15 ? [content.length << 4] : [0xf0, ...extra, literals]
  const block = compressed ? joined(Uint8Array.from(head), content) : content
  return joined(
    pack([[32, 0x184d2204]]),
    descriptor,
    Uint8Array.of((xxhash32(descriptor) >> 8) & 255),
    pack([[32, block.length + (compressed ? 0 : 2 ** 31)]]),
    block,
    pack([
      [32, xxhash32(block)],
      [32, 0],
      [32, xxhash32(content)],
    ]),
  )
}

/** A FlatBuffer, with its length, of one table with fields of 4 or 8 bytes, then what they refer to. */
function flatBuffer(
  identifier: string,
  fields: readonly (readonly [bits: 32 | 64, value: number])[],
  rest: Uint8Array,
): Uint8Array {
  const layout = 4 + 2 * fields.length + (fields.length % 2 === 1 ? 2 : 0)
  let size = 4
  const offsets = fields.map(([bits]) => {
    size += bits / 8
    return [16, size - bits / 8] as const
  })
  const table = joined(
    pack([[16, 4 + 2 * fields.length], [16, size], ...offsets]),
    new Uint8Array(layout - 4 - 2 * fields.length),
    pack([[32, layout], ...fields]),
  )
  const body = joined(pack([[32, 8 + layout]]), text(identifier), table, rest)
  return joined(pack([[32, body.length]]), body)
}

/** An AEDAT 4.0 file: events in packets of 100, each followed by one of another stream, and the table. */
export function aedat4File(
  events: Events,
  {
    compression = 'LZ4',
    method = compression === 'LZ4' ? 1 : 0,
  }: { compression?: 'none' | 'LZ4'; method?: number } = {},
): Uint8Array {
  const { width, height } = events.sensor
  const xml = text(
    `<node name="outInfo"><node name="1"><attr key="typeIdentifier" type="string">IMUS</attr></node><node name="0">` +
      `<attr key="typeIdentifier" type="string">EVTS</attr><attr key="sizeX" type="int">${width}</attr><attr key="sizeY" type="int">${height}</attr></node></node>`,
  )
  const squeeze = (bytes: Uint8Array): Uint8Array =>
    compression === 'LZ4' ? lz4Frame(bytes, { compressed: true }) : bytes
  const packet = (stream: number, bytes: Uint8Array): Uint8Array =>
    joined(
      pack([
        [32, stream],
        [32, squeeze(bytes).length],
      ]),
      squeeze(bytes),
    )
  const all = list(events)
  const packets: Uint8Array[] = []
  const listed: number[] = []
  for (let from = 0; from < all.length; from += 100) {
    const some = all.slice(from, from + 100)
    const elements = some.map(({ t, x, y, p }) =>
      pack([
        [64, t],
        [16, x],
        [16, y],
        [32, p],
      ]),
    )
    packets.push(packet(0, flatBuffer('EVTS', [[32, 4]], joined(pack([[32, some.length]]), ...elements))))
    packets.push(packet(1, text('anything')))
    listed.push(some.length)
  }
  const header = (table: number): Uint8Array =>
    joined(
      text('#!AER-DAT4.0\r\n'),
      flatBuffer(
        'IOHE',
        [
          [32, method],
          [64, table],
          [32, 4],
        ],
        joined(pack([[32, xml.length]]), xml),
      ),
    )
  const entries = listed.map((count) =>
    flatBuffer(
      '',
      [
        [64, 0],
        [64, 0],
        [64, count],
      ],
      new Uint8Array(0),
    ).subarray(8),
  )
  const starts = entries.map(
    (_, k) => [32, 4 * (listed.length - k) + k * entries[0]!.length + tableStart(entries[k]!)] as const,
  )
  const table = squeeze(flatBuffer('FTAB', [[32, 4]], joined(pack([[32, listed.length], ...starts]), ...entries)))
  const start = header(0).length + packets.reduce((sum, bytes) => sum + bytes.length, 0)
  return joined(header(start), ...packets, table)
}

/** Where the table of an entry begins: after its layout. */
const tableStart = (entry: Uint8Array): number => new DataView(entry.buffer, entry.byteOffset).getUint16(0, true) + 2
