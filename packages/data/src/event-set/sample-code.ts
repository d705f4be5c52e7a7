import type { Events, Sensor } from '../events.js'
import { decodeTimes, encodeTimes } from './time-code.js'

/* One sample: a column for each of x, y and p, then the times. */

/** Where each part of a sample begins. A column of one possible value takes no bytes. */
function partsOf({ width, height, polarities }: Sensor, events: number): Record<'y' | 'p' | 't', number> {
  const y = events * addressBytes(width)
  const p = y + events * addressBytes(height)
  const t = p + (polarities === 1 ? 0 : Math.ceil(events / 8))
  return { y, p, t }
}

function addressBytes(size: number): number {
  return size === 1 ? 0 : size <= 256 ? 1 : 2
}

/** A sample as bytes; addresses lie within the sensor. */
export function encodeSample({ sensor, t, x, y, p }: Events): Uint8Array {
  const at = partsOf(sensor, t.length)
  const times = encodeTimes(t)
  const bytes = new Uint8Array(at.t + times.length)
  writeAddresses(bytes.subarray(0, at.y), x)
  writeAddresses(bytes.subarray(at.y, at.p), y)
  if (sensor.polarities > 1) for (let k = 0; k < p.length; k++) bytes[at.p + (k >> 3)]! |= p[k]! << (k & 7)
  bytes.set(times, at.t)
  return bytes
}

function writeAddresses(bytes: Uint8Array, column: Uint16Array): void {
  if (bytes.length === column.length) bytes.set(column)
  else if (bytes.length > 0) {
    for (let k = 0; k < column.length; k++) {
      bytes[2 * k] = column[k]!
      bytes[2 * k + 1] = column[k]! >> 8
    }
  }
}

/** Reads a sample into as many events as it has; false where its bytes do not hold just that many. */
export function decodeSample(bytes: Uint8Array, { sensor, t, x, y, p }: Events): boolean {
  const at = partsOf(sensor, t.length)
  if (bytes.length < at.t) return false
  readAddresses(bytes.subarray(0, at.y), x)
  readAddresses(bytes.subarray(at.y, at.p), y)
  readBits(bytes.subarray(at.p, at.t), p)
  return decodeTimes(bytes.subarray(at.t), t)
}

function readAddresses(bytes: Uint8Array, column: Uint16Array): void {
  if (bytes.length === 0) column.fill(0)
  else if (bytes.length === column.length) column.set(bytes)
  else for (let k = 0; k < column.length; k++) column[k] = bytes[2 * k]! | (bytes[2 * k + 1]! << 8)
}

function readBits(bytes: Uint8Array, column: Uint8Array): void {
  if (bytes.length === 0) column.fill(0)
  let k = 0
  for (let byte = 0; byte < bytes.length; byte++) {
    const end = Math.min(k + 8, column.length)
    for (let bits = bytes[byte]!; k < end; bits >>= 1) column[k++] = bits & 1
  }
}
