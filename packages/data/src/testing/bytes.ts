import type { Events } from '../events.js'
import { joined as joinedParts } from '../gunzip.js'

export const text = (words: string): Uint8Array => new TextEncoder().encode(words)

/** Bytes of numbers, little endian, one after the other: `[8, 5]` is 5 in a byte, `[16, 5]` in two. */
export function pack(numbers: readonly (readonly [bits: 8 | 16 | 32 | 64, value: number])[]): Uint8Array {
  const bytes = new Uint8Array(numbers.reduce((sum, [bits]) => sum + bits / 8, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const [bits, value] of numbers) {
    if (bits === 8) view.setUint8(at, value)
    else if (bits === 16) view.setUint16(at, value, true)
    else if (bits === 32) view.setUint32(at, value, true)
    else view.setBigInt64(at, BigInt(value), true)
    at += bits / 8
  }
  return bytes
}

export const joined = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => joinedParts(parts)

export interface Event {
  readonly t: number
  readonly x: number
  readonly y: number
  readonly p: number
}

export const list = ({ t, x, y, p }: Events): Event[] =>
  Array.from(t, (time, k) => ({ t: time, x: x[k]!, y: y[k]!, p: p[k]! }))
