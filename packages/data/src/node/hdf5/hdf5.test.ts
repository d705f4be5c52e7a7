import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { byteSource } from '../../byte-source.js'
import { joined, pack } from '../../testing/bytes.js'
import { spikeFileBytes, type LabelChunks, type LabelStorage } from '../../testing/spike-file-bytes.js'
import { spikeFile } from '../spike-file.js'
import { fletcher32 } from './fletcher32.js'

const labels = [3, 1, 4, 1, 5, 9, 2]
const trains = labels.map(() => ({ halves: [], units: [] }))
const ELEMENTS = 3

const fileOf = (stored: LabelStorage): Uint8Array => spikeFileBytes(trains, labels, stored)
const labelsOf = (bytes: Uint8Array): number[] => [
  ...spikeFile(byteSource(bytes, 'a.h5'), { width: 1, height: 1, polarities: 1 }).labels,
]
const read = (stored: LabelStorage): number[] => labelsOf(fileOf(stored))

/** Filters by their numbers, forward. */
const filters: Readonly<Record<number, (bytes: Uint8Array) => Uint8Array>> = {
  1: (bytes) => new Uint8Array(deflateSync(bytes)),
  2(bytes) {
    const half = bytes.length >> 1
    return bytes.map((_, k) => (k < 2 * half ? bytes[2 * (k % half) + (k < half ? 0 : 1)]! : bytes[k]!))
  },
  3: (bytes) => joined(bytes, pack([[32, fletcher32(bytes)]])),
}

/** Version 1 of the message: each filter with a name of eight bytes and no values. */
const filterMessage = (order: readonly number[], version = 1): Uint8Array =>
  joined(
    pack([
      [8, version],
      [8, order.length],
      [16, 0],
      [32, 0],
    ]),
    ...order.map((filter) =>
      pack([
        [16, filter],
        [16, 8],
        [32, 0],
        [64, 0],
      ]),
    ),
  )

/** The labels in chunks through filters in an order, but for those that a bit skips. */
function filtered(order: readonly number[], skipped = 0): LabelChunks {
  const starts = [...labels.keys()].filter((k) => k % ELEMENTS === 0)
  const stored = starts.map((start) => {
    const plain = pack(Array.from({ length: ELEMENTS }, (_, k) => [16, labels[start + k] ?? 0] as const))
    const applied = order.filter((_, k) => ((skipped >> k) & 1) === 0)
    return { bytes: applied.reduce((bytes, filter) => filters[filter]!(bytes), plain), skipped }
  })
  return { elements: ELEMENTS, filters: filterMessage(order), stored }
}

const integer = (bits: number, bytes: number): NonNullable<LabelStorage['type']> => [
  [32, 0x10 | (bits << 8)],
  [32, bytes],
  [32, (8 * bytes) << 16],
]

test.each([[[]], [[1]], [[2]], [[3]], [[2, 1]], [[2, 1, 3]], [[3, 2, 1]], [[1, 3]], [[3, 1]], [[3, 2]], [[1, 2, 3]]])(
  'chunks through filters %j are read backwards, but for those that a chunk skips',
  (order) => {
    for (let skipped = 0; skipped < 2 ** order.length; skipped++) {
      expect(read({ chunks: filtered(order, skipped) })).toEqual(labels)
    }
  },
)

test('fletcher32 is the sum of what each byte weighs, whatever their number', () => {
  for (const length of [1, 2, 7, 720, 721, 5000]) {
    const bytes = Uint8Array.from({ length }, (_, k) => (31 * k + 7) % 256)
    const words = Array.from({ length: Math.ceil(length / 2) }, (_, k) => 256 * bytes[2 * k]! + (bytes[2 * k + 1] ?? 0))
    const first = words.reduce((sum, word) => sum + word, 0)
    const second = words.reduce((sum, word, k) => sum + (words.length - k) * word, 0)
    // Sums by ones' complement: those of multiples of 65,535 are all ones.
    const folded = (sum: number): number => ((sum - 1) % 0xffff) + 1
    expect(fletcher32(bytes)).toBe(2 ** 16 * folded(second) + folded(first))
  }
  expect(fletcher32(new Uint8Array(6))).toBe(0)
})

test('a chunk with a checksum is refused at its byte, wherever it is damaged', () => {
  const file = fileOf({ chunks: filtered([2, 1, 3]) })
  const { bytes } = filtered([2, 1, 3]).stored[1]!
  const start = Buffer.from(file).indexOf(bytes)
  for (let k = 0; k < bytes.length; k++) {
    const damaged = file.slice()
    damaged[start + k]! ^= 0x10
    expect(attempt(() => labelsOf(damaged))).toMatchObject({
      message: /a chunk whose checksum is wrong/,
      offset: start,
    })
  }
})

test.each<readonly [string, LabelStorage, RegExp]>([
  ['a chunk without room for its checksum', chunk([3], Uint8Array.of(1, 2)), /chunk whose checksum is wrong/],
  ['a chunk that is too short', chunk([], new Uint8Array(5)), /has a chunk of 5 bytes, expected 6/],
  ['a chunk that is too long', chunk([1], filters[1]!(new Uint8Array(7))), /has a chunk that cannot be inflated/],
  ['a chunk that no bytes can make', chunk([1], new Uint8Array(0)), /has a chunk of impossible size/],
  ['a filter that is not read', chunk([4], new Uint8Array(6)), /has chunks through filter 4; deflate, shuffle and/],
  ['filters of a later version', { chunks: withFilters(filterMessage([1], 3)) }, /has filters of version 3/],
  ['more filters than bits', { chunks: withFilters(filterMessage(new Array<number>(33).fill(2))) }, /has 33 filters/],
  ['filters that are cut off', { chunks: withFilters(Uint8Array.of(2, 3, 1, 0, 0, 0)) }, /filters that end too early/],
  ['elements of another size', { type: integer(0, 4), chunks: { ...filtered([]), elements: 3 } }, /chunk of 6 bytes/],
  [
    'elements of other bytes',
    { layout: layoutOf(2, 2, [64, 0], [32, 3], [32, 4]) },
    /chunks of 4 bytes an element, not 2/,
  ],
  ['chunks of two dimensions', { layout: layoutOf(2, 3, [64, 0], [32, 3], [32, 2]) }, /chunks of 2 dimensions/],
  ['elements beyond their header', { layout: layoutOf(0, 14, [8, 0], [32, 0]) }, /elements that end outside/],
  ['elements beyond the file', { layout: layoutOf(1, 0xff, [32, -1], [64, -1]) }, /refers to byte|too few/],
  ['big-endian labels', { type: integer(1, 2) }, /has big-endian integer of 2 bytes as \/labels, expected integers/],
  ['labels of fewer bits than their bytes', { type: [...integer(0, 2).slice(0, 2), [32, 12 << 16]] }, /has other of 2/],
  ['a negative label', { type: integer(8, 1), bytes: new Uint8Array(7).fill(0xff) }, /has a label of -1/],
  ['a label beyond 16 bits', { type: integer(0, 4), bytes: new Uint8Array(28).fill(1) }, /has a label of 16843009/],
  ['a sequence of sequences', { type: nested(8000) }, /has sequences of other of 16 bytes as \/labels/],
])('%s is refused by name', (_, stored, message) => {
  expect(attempt(() => read(stored))).toMatchObject({ code: 'FORMAT', message, offset: expect.any(Number) })
})

/** All labels' chunks are these bytes. */
function chunk(order: readonly number[], bytes: Uint8Array): LabelStorage {
  return { chunks: { elements: ELEMENTS, filters: filterMessage(order), stored: [{ bytes }, { bytes }, { bytes }] } }
}

function withFilters(message: Uint8Array): LabelChunks {
  return { ...filtered([]), filters: message }
}

function layoutOf(kind: number, ...rest: readonly (number | Parameters<typeof pack>[0][number])[]): Uint8Array {
  return pack([[8, 3], [8, kind], ...rest.map((one) => (typeof one === 'number' ? ([8, one] as const) : one))])
}

function nested(depth: number): NonNullable<LabelStorage['type']> {
  return Array.from({ length: 2 * depth }, (_, k) => [32, k % 2 === 0 ? 0x19 : 16] as const)
}

function attempt(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}
