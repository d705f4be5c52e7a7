/** A file in memory with its name, and bytes that hold one event after the other. */
export interface NamedBytes {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Event k of what is made: a microsecond later than the one before, anywhere on 34 x 34 pixels. */
const column = (k: number): number => (k * 7) % 34
const row = (k: number): number => ((k >> 2) * 11) % 34
const polarity = (k: number): number => (k >> 2) & 1

/** N-MNIST's format: time below 2^23 µs. */
export function binFile(events: number): NamedBytes {
  const bytes = new Uint8Array(5 * events)
  for (let k = 0; k < events; k++) {
    const t = k % (1 << 23)
    bytes.set([column(k), row(k), (polarity(k) << 7) | (t >> 16), (t >> 8) & 255, t & 255], 5 * k)
  }
  return { name: 'made.bin', bytes }
}

export function datFile(events: number): NamedBytes {
  const words = new Uint32Array(2 * events)
  for (let k = 0; k < events; k++) {
    words[2 * k] = k
    words[2 * k + 1] = (polarity(k) << 28) | (row(k) << 14) | column(k)
  }
  return { name: 'made.dat', bytes: withHeader('% Version 2\n', Uint8Array.of(0, 8), words) }
}

/** The upper part of the time every 64 µs. */
export function evt2File(events: number): NamedBytes {
  const words: number[] = []
  for (let k = 0; k < events; k++) {
    if (k % 64 === 0) words.push(0x80000000 + (k >> 6))
    words.push(((polarity(k) << 28) | ((k & 63) << 22) | (column(k) << 11) | row(k)) >>> 0)
  }
  return { name: 'made-evt2.raw', bytes: withHeader('% evt 2.0\n', new Uint8Array(0), Uint32Array.from(words)) }
}

/** A time and a row for four events: one alone, then three by one vector. */
export function evt3File(events: number): NamedBytes {
  const words: number[] = []
  for (let k = 0; k < events; k += 4) {
    if (k % 4096 === 0) words.push(0x8000 | ((k >> 12) & 0xfff))
    words.push(
      0x6000 | (k & 0xfff),
      row(k),
      0x2000 | (polarity(k) << 11) | column(k),
      0x3000 | (polarity(k) << 11) | 8,
      0x4421,
    )
  }
  return { name: 'made-evt3.raw', bytes: withHeader('% evt 3.0\n', new Uint8Array(0), Uint16Array.from(words)) }
}

function withHeader(text: string, more: Uint8Array, words: Uint16Array | Uint32Array): Uint8Array {
  const header = [...new TextEncoder().encode(text), ...more]
  const bytes = new Uint8Array(header.length + words.byteLength)
  bytes.set(header)
  bytes.set(new Uint8Array(words.buffer), header.length)
  return bytes
}
