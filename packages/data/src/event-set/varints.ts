/** The most bytes of one number. */
export const VARINT_BYTES = 8

/** Writes a whole number from 0 to 2^53 - 1 in 7 bits a byte, the lowest first; the top bit says that more follow (LEB128). */
export function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value
  let next = at
  while (rest >= 128) {
    bytes[next++] = (rest % 128) | 128
    rest = Math.floor(rest / 128)
  }
  bytes[next++] = rest
  return next
}

/** A place in bytes, which reading moves on. */
export interface Cursor {
  readonly bytes: Uint8Array
  at: number
}

/** Reads the next such number; NaN where the bytes end before or it is too long. */
export function readVarint(cursor: Cursor): number {
  const { bytes } = cursor
  let value = 0
  let scale = 1
  for (const end = Math.min(bytes.length, cursor.at + VARINT_BYTES); cursor.at < end; scale *= 128) {
    const byte = bytes[cursor.at++]!
    if (byte < 128) return value + byte * scale
    value += (byte & 127) * scale
  }
  return Number.NaN
}
