import type { ByteReader } from '../byte-reader.js'
import type { EventBuffer } from '../event-buffer.js'
import type { Sensor } from '../events.js'
import { cameras, outside, type EventFormat } from './event-format.js'

/** A time stamp of 23 bits goes back to 0 after this many microseconds. */
const WRAP = 1 << 23

/** In ATIS files an event with this row is no event but the overflow of the time stamp. */
const OVERFLOW_ROW = 240

/** What that adds to all times that follow, as in the data sets' own reader. */
const OVERFLOW = 1 << 13

interface Clock {
  base: number
  last: number
}

/**
 * Events of 5 bytes (N-MNIST and N-Caltech101 .bin, .bs2): column, row, then polarity (1 bit) and microseconds (23 bits), big
 * endian. A time stamp that goes back by more than half its range counts as a wrap. Source: the data sets' Read_Ndataset.m and
 * read_linux.m (Orchard et al. 2015).
 */
export const fiveByte: EventFormat = {
  name: 'bin',
  title: 'N-MNIST, N-Caltech101, ATIS: 5 bytes an event',
  extensions: ['.bin', '.bs2'],
  eventBytes: 5,
  sensors: cameras([34, 34], [240, 180], [256, 240]),
  async *read(file, into, { bounds }): AsyncGenerator<undefined> {
    const clock = { base: 0, last: 0 }
    for await (const bytes of file.units(5)) {
      decode(bytes, clock, into, bounds, file)
      yield
    }
    yield
  },
}

function decode(bytes: Uint8Array, clock: Clock, into: EventBuffer, bounds: Sensor, file: ByteReader): void {
  into.reserve(bytes.length / 5)
  const { t, x, y, p } = into
  const { width, height } = bounds
  let { count } = into
  let { base, last } = clock
  for (let at = 0; at < bytes.length; at += 5) {
    const column = bytes[at]!
    const row = bytes[at + 1]!
    if (row === OVERFLOW_ROW && height <= OVERFLOW_ROW) {
      base += OVERFLOW
      continue
    }
    if (column >= width || row >= height) {
      throw outside(file, file.offset - bytes.length + at, column, row, bounds)
    }
    const stamp = ((bytes[at + 2]! & 0x7f) << 16) | (bytes[at + 3]! << 8) | bytes[at + 4]!
    if (stamp < last - WRAP / 2) base += WRAP
    last = stamp
    t[count] = base + stamp
    x[count] = column
    y[count] = row
    p[count] = bytes[at + 2]! >> 7
    count++
  }
  clock.base = base
  clock.last = last
  into.count = count
}
