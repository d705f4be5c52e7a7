import { FormatError } from '@snn/core'
import { newEvents, type Events, type Sensor } from '../events.js'

/** The sensor of N-MNIST. */
export const N_MNIST_SENSOR: Sensor = { width: 34, height: 34, polarities: 2 }

/** A time stamp of 23 bits goes back to 0 after this many microseconds. */
const WRAP = 1 << 23

/** In ATIS files an event with this row is no event but the overflow of the time stamp. */
const OVERFLOW_ROW = 240

/**
 * Events of 5 bytes (N-MNIST .bin and .bs2): column, row, then polarity (1 bit) and microseconds (23 bits), big endian.
 * A row of 240 adds 2^13 microseconds to all that follow, as in the data set's own reader; a time stamp that goes back by more than
 * half its range counts as a wrap. A FormatError for a length that is no multiple of 5, or an event outside the sensor.
 */
export function decodeFiveByte(bytes: Uint8Array, sensor: Sensor = N_MNIST_SENSOR, file?: string): Events {
  if (bytes.length % 5 !== 0) {
    throw new FormatError({
      what: `${file ?? 'the file'} ends within an event: its ${bytes.length} bytes are no multiple of 5`,
      file,
      offset: bytes.length - (bytes.length % 5),
    })
  }
  const { width, height } = sensor
  const events = newEvents(sensor, bytes.length / 5)
  const { t, x, y, p } = events
  let count = 0
  let base = 0
  let last = 0
  for (let at = 0; at < bytes.length; at += 5) {
    const column = bytes[at]!
    const row = bytes[at + 1]!
    const word = (bytes[at + 2]! << 16) | (bytes[at + 3]! << 8) | bytes[at + 4]!
    if (row === OVERFLOW_ROW && height <= OVERFLOW_ROW) {
      base += 1 << 13
      continue
    }
    if (column >= width || row >= height) {
      throw new FormatError({
        what: `${file ?? 'the file'} has an event at column ${column}, row ${row}, outside ${width} x ${height} (byte ${at})`,
        file,
        offset: at,
        fix: 'Name the right sensor, or check that the file holds 5-byte events.',
      })
    }
    const stamp = word & (WRAP - 1)
    if (stamp < last - WRAP / 2) base += WRAP
    last = stamp
    t[count] = base + stamp
    x[count] = column
    y[count] = row
    p[count] = word >>> 23
    count++
  }
  if (count === t.length) return events
  return { sensor, t: t.slice(0, count), x: x.slice(0, count), y: y.slice(0, count), p: p.slice(0, count) }
}
