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

/** Reads such numbers one after another, from `at` on; NaN where the bytes end before or a number is too long. */
export function varintReader(bytes: Uint8Array, at: number): { next(): number; readonly at: number } {
  let place = at
  return {
    next(): number {
      let value = 0
      let scale = 1
      for (const end = Math.min(bytes.length, place + VARINT_BYTES); place < end; scale *= 128) {
        const byte = bytes[place++]!
        if (byte < 128) return value + byte * scale
        value += (byte & 127) * scale
      }
      return Number.NaN
    },
    get at(): number {
      return place
    },
  }
}
