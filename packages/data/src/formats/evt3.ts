import type { ByteReader } from '../byte-reader.js'
import type { EventBuffer } from '../event-buffer.js'
import type { Sensor } from '../events.js'
import { outside, type EventFormat } from './event-format.js'
import { percentHeader, readPercentHeader, sensorOf } from './percent-header.js'
import { advance, rawCameras } from './raw.js'

/** Kinds of words. */
const ROW = 0x0
const EVENT = 0x2
const BASE = 0x3
const VECTOR_12 = 0x4
const VECTOR_8 = 0x5
const TIME_LOW = 0x6
const TIME_HIGH = 0x8
/** Triggers, the camera's own messages and their continuations: no events at an address. */
const others = [0x7, 0xa, 0xe, 0xf]

/** Both parts of the time go back to 0 after this many. */
const WRAP = 1 << 12

/** What words say of those that follow. */
interface State {
  /** Upper part of the time, in 4,096 µs, wraps included; negative before the first one is known. */
  high: number
  low: number
  /** Microseconds; negative before both parts are known. */
  time: number
  /** Negative before a time and a row are known. */
  row: number
  /** Where the next vector begins. */
  column: number
  polarity: number
  /** What is added to `high` each time that `low` goes back. */
  readonly carry: 0 | 1
  /** What has been. */
  carried: number
}

/**
 * Prophesee RAW, EVT3: a text header, then words of 16 bits, little endian, whose top 4 bits tell their kind: time and row are
 * said once for all events that follow, an event is a column and its polarity, a vector is a bit for each of 12 or 8 columns.
 * Words before the first time and row are left out. Source: Prophesee, EVT 3.0 format.
 */
export const evt3: EventFormat = {
  name: 'evt3',
  title: 'Prophesee RAW, EVT3',
  extensions: ['.raw'],
  eventBytes: 2,
  sensors: rawCameras,
  recognizes: (head) => {
    const { fields } = percentHeader(head)
    return /^3(\.0)?$/.test(fields.get('evt') ?? '') || /^EVT3(;|$)/.test(fields.get('format') ?? '')
  },
  async *read(file, into, { bounds, evt3Clock }): AsyncGenerator<Sensor | undefined> {
    const sensor = sensorOf(await readPercentHeader(file))
    const carry = evt3Clock === 'counted' ? 1 : 0
    const state: State = { high: -1, low: 0, time: -1, row: -1, column: 0, polarity: 0, carry, carried: 0 }
    for await (const words of file.units(2)) {
      decode(words, state, into, sensor ?? bounds, file)
      yield sensor
    }
    yield sensor
  },
}

function decode(words: Uint8Array, state: State, into: EventBuffer, bounds: Sensor, file: ByteReader): void {
  into.reserve(words.length / 2)
  let { t, x, y, p } = into
  const { width, height } = bounds
  const start = file.offset - words.length
  let { count } = into
  const { carry } = state
  let { high, low, time, row, column, polarity, carried } = state
  for (let at = 0; at < words.length; at += 2) {
    const word = words[at]! | (words[at + 1]! << 8)
    const kind = word >> 12
    if (kind === EVENT) {
      if (row < 0) continue
      const one = word & 0x7ff
      if (one >= width) throw outside(file, start + at, one, row, bounds)
      t[count] = time
      x[count] = one
      y[count] = row
      p[count] = (word >> 11) & 1
      count++
    } else if (kind === ROW) {
      row = time < 0 ? -1 : word & 0x7ff
      if (row >= height) throw outside(file, start + at, 0, row, bounds)
    } else if (kind === VECTOR_12 || kind === VECTOR_8) {
      let bits = word & (kind === VECTOR_12 ? 0xfff : 0xff)
      if (row >= 0) {
        if (bits !== 0 && column + 31 - Math.clz32(bits) >= width) {
          throw outside(file, start + at, column + 31 - Math.clz32(bits), row, bounds)
        }
        if (count + 12 + (words.length - at) / 2 > t.length) {
          into.count = count
          into.reserve(12 + (words.length - at) / 2)
          ;({ t, x, y, p } = into)
        }
        for (; bits !== 0; bits &= bits - 1) {
          t[count] = time
          x[count] = column + 31 - Math.clz32(bits & -bits)
          y[count] = row
          p[count] = polarity
          count++
        }
      }
      column += kind === VECTOR_12 ? 12 : 8
    } else if (kind === BASE) {
      column = word & 0x7ff
      polarity = (word >> 11) & 1
    } else if (kind === TIME_LOW) {
      if ((word & 0xfff) < low) carried += carry
      low = word & 0xfff
      if (high >= 0) time = (high + carried) * WRAP + low
    } else if (kind === TIME_HIGH) {
      // The lower part that goes with it comes next.
      high = advance(high < 0 ? 0 : high, word & 0xfff, WRAP, file, start + at)
    } else if (!others.includes(kind)) {
      throw file.error(`has a word of kind ${kind}, which EVT3 does not know`, start + at)
    }
  }
  Object.assign(state, { high, low, time, row, column, polarity, carried })
  into.count = count
}
