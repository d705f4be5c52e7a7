import type { ByteReader } from '../byte-reader.js'
import type { EventBuffer } from '../event-buffer.js'
import type { Sensor } from '../events.js'
import { outside, type EventFormat } from './event-format.js'
import { percentHeader, readPercentHeader, sensorOf } from './percent-header.js'
import { advance, rawCameras } from './raw.js'

/** Kinds of words. */
const OFF = 0x0
const ON = 0x1
const TIME_HIGH = 0x8
/** Triggers, the camera's own messages and their continuations: no events at an address. */
const others = [0xa, 0xe, 0xf]

/** The upper 28 bits of the time go back to 0 after this many. */
const WRAP = 2 ** 28

interface Clock {
  /** Upper part of the time in microseconds, wraps included; negative before the first one is known. */
  high: number
}

/**
 * Prophesee RAW, EVT2: a text header, then words of 32 bits, little endian, whose top 4 bits tell their kind. Events are of kind
 * 0 (off) and 1 (on): time (lower 6 bits of the microseconds), column (11 bits), row (11 bits); kind 8 is the upper 28 bits of
 * the time. Words before the first of kind 8 belong to no known time and are left out. Source: Prophesee, EVT 2.0 format.
 */
export const evt2: EventFormat = {
  name: 'evt2',
  title: 'Prophesee RAW, EVT2',
  extensions: ['.raw'],
  eventBytes: 4,
  sensors: rawCameras,
  recognizes: (head) => {
    const { fields } = percentHeader(head)
    return /^2(\.0)?$/.test(fields.get('evt') ?? '') || /^EVT2(;|$)/.test(fields.get('format') ?? '')
  },
  async *read(file, into, { bounds }): AsyncGenerator<Sensor | undefined> {
    const sensor = sensorOf(await readPercentHeader(file))
    const clock = { high: -1 }
    for await (const words of file.units(4)) {
      decode(words, clock, into, sensor ?? bounds, file)
      yield sensor
    }
    yield sensor
  },
}

function decode(words: Uint8Array, clock: Clock, into: EventBuffer, bounds: Sensor, file: ByteReader): void {
  into.reserve(words.length / 4)
  const { t, x, y, p } = into
  const { width, height } = bounds
  const view = new DataView(words.buffer, words.byteOffset, words.length)
  const start = file.offset - words.length
  let { count } = into
  let { high } = clock
  for (let at = 0; at < words.length; at += 4) {
    const word = view.getUint32(at, true)
    const kind = word >>> 28
    if (kind === OFF || kind === ON) {
      if (high < 0) continue
      const column = (word >>> 11) & 0x7ff
      const row = word & 0x7ff
      if (column >= width || row >= height) throw outside(file, start + at, column, row, bounds)
      t[count] = high + ((word >>> 22) & 0x3f)
      x[count] = column
      y[count] = row
      p[count] = kind
      count++
    } else if (kind === TIME_HIGH) {
      high = 64 * advance(high < 0 ? 0 : high / 64, word & (WRAP - 1), WRAP, file, start + at)
    } else if (!others.includes(kind)) {
      throw file.error(`has a word of kind ${kind}, which EVT2 does not know`, start + at)
    }
  }
  clock.high = high
  into.count = count
}
