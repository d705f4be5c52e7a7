import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { sharedData } from '@snn/conformance'
import { describe, expect, test } from 'vitest'
import { byteSource } from '../byte-source.js'
import type { Events } from '../events.js'
import { spikeFileBytes } from '../testing/spike-file-bytes.js'
import { spikeFile, type SpikeFile } from './spike-file.js'

const sensor = { width: 700, height: 1, polarities: 1 }
const open = (bytes: Uint8Array): SpikeFile => spikeFile(byteSource(bytes, 'a.h5'), sensor)
const unpacked = (path: string): Uint8Array => new Uint8Array(gunzipSync(readFileSync(path)))
const fixture = (name: string): Uint8Array => unpacked(join(import.meta.dirname, `../testing/fixtures/${name}.h5.gz`))
const trains = ({ t, x }: Events): readonly unknown[] => [[...t], [...x]]

test.each(['h5py', 'h5py-latest', 'h5py-filters', 'h5py-v108-filters', 'pytables'])(
  'a file that %s wrote: its labels, classes and trains',
  (name) => {
    const { labels, keys, length, read } = open(fixture(name))
    expect([[...labels], keys, length]).toEqual([[0, 1, 2, 1, 0], ['left', 'right', 'up'], 5])
    // As fixtures/make.py says.
    const written = Array.from({ length: 5 }, (_, k) => {
      const events = [...Array(6 * k).keys()]
      return [events.map((event) => 1e6 * (k / 64 + event / 16)), events.map((event) => (97 * event + k) % 700)]
    })
    expect(read(0, 5).map(trains)).toEqual(written)
    expect(read(3, 4).map(trains)).toEqual(written.slice(3, 4))
    expect(() => read(4, 6)).toThrow(/has no elements 4 to 6/)
  },
)

test('a file of the first format, and what SHD does not hold', () => {
  const train = { halves: [0x3800, 0x3c00], units: [1, 699] }
  const file = open(spikeFileBytes([train, { halves: [], units: [] }], [3, 4]))
  expect([[...file.labels], file.keys, file.read(0, 2).map(trains)]).toEqual([
    [3, 4],
    [],
    [
      [
        [5e5, 1e6],
        [1, 699],
      ],
      [[], []],
    ],
  ])
  const refused = (...file: Parameters<typeof spikeFileBytes>): (() => unknown) => {
    const { read, length } = open(spikeFileBytes(...file))
    return () => read(0, length)
  }
  expect(refused([{ ...train, units: [1, 700] }], [0])).toThrow(/unit 700 at 1000000 µs in event 1 of sample 0/)
  expect(refused([{ ...train, halves: [0xbc00, 0] }], [0])).toThrow(/unit 1 at -1000000 µs/)
  expect(refused([{ ...train, halves: [0x7c00, 0] }], [0])).toThrow(/unit 1 at Infinity µs/)
  expect(refused([{ ...train, units: [1] }], [0])).toThrow(/has 2 times but 1 units in sample 0/)
  expect(() => open(spikeFileBytes([train], [1, 2]))).toThrow(/has 2 labels, but 1 trains of times and 1 of units/)
})

test('a file that was cut off, or is no HDF5 file, is refused at a byte', () => {
  const whole = fixture('h5py')
  for (let length = 0; length < whole.length; length += 7) {
    const error: unknown = attempt(() => open(whole.subarray(0, length)))
    expect(error).toMatchObject({ code: 'FORMAT', file: 'a.h5', offset: length < 8 ? 0 : length })
  }
  expect(() => open(new Uint8Array(100))).toThrow(/a.h5 does not begin like an HDF5 file \(byte 0\)/)
})

test('a header that goes on with itself is refused', () => {
  const bytes = spikeFileBytes([{ halves: [0], units: [0] }], [0])
  const view = new DataView(bytes.buffer)
  const root = view.getUint32(64, true)
  const [first, length] = [root + 16, view.getUint32(root + 8, true)]
  view.setUint16(first, 0x10, true)
  view.setBigUint64(first + 8, BigInt(first), true)
  view.setBigUint64(first + 16, BigInt(length), true)
  expect(attempt(() => open(bytes))).toMatchObject({ message: /goes round in a circle/, offset: first + 8 })
})

test('a file without samples is read', () => {
  expect(open(spikeFileBytes([], [])).read(0, 0)).toEqual([])
})

test('every byte of a header with checksums is covered by one', () => {
  const whole = fixture('h5py-latest')
  const start = Buffer.from(whole).indexOf('OHDR')
  for (const at of [...Array(48).keys(), ...Array.from({ length: 64 }, (_, k) => start + k)]) {
    const damaged = whole.slice()
    damaged[at]! ^= 0x10
    expect(attempt(() => open(damaged))).toMatchObject({ code: 'FORMAT' })
  }
})

function attempt(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

const packed = sharedData('shd/shd_test.h5.gz')
describe.skipIf(packed === undefined)('an HDF5 file of SHD', () => {
  test('whose groups are damaged, or that ends too early, is refused as such', () => {
    const whole = unpacked(packed!)
    const half = whole.length >> 1
    expect(attempt(() => open(whole.subarray(0, half)))).toMatchObject({ code: 'FORMAT', offset: half })
    expect(attempt(() => open(whole.slice().fill(0xff, 680, 744)))).toMatchObject({ code: 'FORMAT' })
    expect(open(whole).length).toBe(2040)
  })
})
