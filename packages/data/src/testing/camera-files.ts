import type { Events, Sensor } from '../events.js'
import { joined, list, pack, text } from './bytes.js'

/** A .bin file; times below 2^23 µs. */
export const binFile = (events: Events): Uint8Array =>
  joined(...list(events).map(({ t, x, y, p }) => Uint8Array.of(x, y, (p << 7) | (t >> 16), (t >> 8) & 255, t & 255)))

/** A .dat file of version 2. */
export const datFile = (events: Events, { version = 2, type = 0, header = '' } = {}): Uint8Array =>
  joined(
    text(`% Data file containing events.\n% Version ${version}\n${header}`),
    Uint8Array.of(type, 8),
    ...list(events).map(({ t, x, y, p }) =>
      pack([
        [32, t],
        [32, x + y * 2 ** 14 + p * 2 ** 28],
      ]),
    ),
  )

/** A RAW file of 32-bit words. */
export const evt2Words = (words: readonly number[], header = '% evt 2.0\n'): Uint8Array =>
  joined(text(header), pack(words.map((word) => [32, word] as const)))

export const evt2File = (events: Events): Uint8Array =>
  evt2Words(
    list(events).flatMap(({ t, x, y, p }) => [
      0x8 * 2 ** 28 + Math.floor(t / 64),
      p * 2 ** 28 + (t % 64) * 2 ** 22 + x * 2 ** 11 + y,
    ]),
  )

/** A RAW file of 16-bit words. */
export const evt3Words = (words: readonly number[], header = '% evt 3.0\n'): Uint8Array =>
  joined(text(header), pack(words.map((word) => [16, word] as const)))

/** Each event says its time and row; every second comes as a vector of one bit. Times below 2^24 µs. */
export const evt3File = (events: Events): Uint8Array =>
  evt3Words(
    list(events).flatMap(({ t, x, y, p }, k) => [
      0x8000 | (t >> 12),
      0x6000 | (t & 0xfff),
      y,
      ...(k % 2 === 0
        ? [0x2000 | (p << 11) | x]
        : [0x3000 | (p << 11) | Math.max(0, x - 3), 0x4000 | (1 << Math.min(x, 3))]),
    ]),
  )

/** What an .es file begins with. */
export const esHeader = (kind: number, { width, height }: Sensor, version = 2): Uint8Array =>
  joined(
    text('Event Stream'),
    Uint8Array.of(version, 0, 0, kind),
    pack([
      [16, width],
      [16, height],
    ]),
  )

export function dvsFile(events: Events): Uint8Array {
  const parts = [esHeader(1, events.sensor)]
  let last = 0
  for (const { t, x, y, p } of list(events)) {
    let passed = t - last
    for (; passed >= 127; passed -= 127) parts.push(Uint8Array.of(0xff))
    parts.push(
      pack([
        [8, 2 * passed + p],
        [16, x],
        [16, y],
      ]),
    )
    last = t
  }
  return joined(...parts)
}

/** Every event is followed by a measurement of grey levels at the same pixel. */
export function atisFile(events: Events): Uint8Array {
  const parts = [esHeader(2, events.sensor)]
  let last = 0
  for (const { t, x, y, p } of list(events)) {
    let passed = t - last
    for (; passed >= 63; passed -= 63) parts.push(Uint8Array.of(0xfd))
    parts.push(
      pack([
        [8, 4 * passed + 2 * p],
        [16, x],
        [16, y],
      ]),
      pack([
        [8, 1],
        [16, x],
        [16, y],
      ]),
    )
    last = t
  }
  return joined(...parts)
}
