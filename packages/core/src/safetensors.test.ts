import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSnnError, type FormatError } from './errors.js'
import { hostArray, sizeOf, toContiguous, type HostArray } from './host-array.js'
import { readSafetensors, writeSafetensors } from './safetensors.js'
import { errorOf } from './testing/error-of.js'

const numRuns = Number(process.env['SNN_RUNS'] ?? 50)

type Tensors = Record<string, HostArray | HostArray<Int32Array>>

/** A file of this header (or text in its place) and so many bytes of data. */
function file(header: unknown, dataBytes = 0, announced?: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + text.length + dataBytes)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(announced ?? text.length), true)
  bytes.set(text, 8)
  return bytes
}

const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 })
const tensor = fc.tuple(shape, fc.boolean(), fc.infiniteStream(fc.integer())).map(([dimensions, isWhole, words]) => {
  const bits = Int32Array.from([...words.take(sizeOf(dimensions))])
  return isWhole ? hostArray(bits, dimensions) : hostArray(new Float32Array(bits.buffer), dimensions)
})
const names = fc.string({ unit: 'binary' }).filter((name) => name !== '__metadata__')
const contents = fc.record({
  tensors: fc.dictionary(names, tensor, { maxKeys: 4 }) as fc.Arbitrary<Tensors>,
  metadata: fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), { maxKeys: 3 }),
})

const bitsOf = (view: HostArray<Float32Array | Int32Array>): number[] => {
  const data = toContiguous(view)
  return [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]
}

describe('safetensors', () => {
  it('come back bit for bit, NaN and odd names included', () => {
    fc.assert(
      fc.property(contents, ({ tensors, metadata }) => {
        const read = readSafetensors(writeSafetensors(tensors, metadata))
        expect(Object.keys(read.tensors).toSorted()).toEqual(Object.keys(tensors).toSorted())
        for (const [name, written] of Object.entries(tensors)) {
          const found = Object.entries(read.tensors).find(([other]) => other === name)![1]
          expect(found.shape).toEqual(written.shape)
          expect(found.data.constructor).toBe(written.data.constructor)
          expect(bitsOf(found)).toEqual(bitsOf(written))
        }
        expect(Object.entries(read.metadata)).toEqual(Object.entries(metadata))
      }),
      { numRuns: numRuns * 2 },
    )
  })

  it('have the layout that other programs read', () => {
    const bytes = writeSafetensors(
      { w: hostArray(Float32Array.of(1, -2), [2, 1]), n: hostArray(Int32Array.of(7), []) },
      { by: 'snn' },
    )
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true))
    expect(length % 8).toBe(0)
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
      __metadata__: { by: 'snn' },
      w: { dtype: 'F32', shape: [2, 1], data_offsets: [0, 8] },
      n: { dtype: 'I32', shape: [], data_offsets: [8, 12] },
    })
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 128, 63, 0, 0, 0, 192, 7, 0, 0, 0])
  })

  it('are read from the middle of a larger buffer, at any alignment', () => {
    const bytes = writeSafetensors({ w: hostArray(Float32Array.of(1, 2, 3)) })
    const larger = new Uint8Array(bytes.length + 10)
    larger.set(bytes, 3)
    expect([...readSafetensors(larger.subarray(3, 3 + bytes.length)).tensors['w']!.data]).toEqual([1, 2, 3])
  })

  it('hold copies, packed, of what was given', () => {
    const data = Float32Array.of(1, 2, 3, 4)
    const bytes = writeSafetensors({ w: { data, shape: [2, 2], stride: [1, 2], offset: 0 } })
    data.fill(0)
    const { w } = readSafetensors(bytes).tensors
    bytes.fill(0)
    expect([...w!.data]).toEqual([1, 3, 2, 4])
  })

  it('keep a tensor that is named like the prototype', () => {
    const tensors = Object.fromEntries([['__proto__', hostArray(Float32Array.of(1))]])
    expect(Object.keys(readSafetensors(writeSafetensors(tensors)).tensors)).toEqual(['__proto__'])
  })

  it('refuse the one name that is taken', () => {
    const body = (): unknown => writeSafetensors({ __metadata__: hostArray(new Float32Array(1)) })
    expect(isSnnError(errorOf(body), 'ARGUMENT')).toBe(true)
  })
})

const entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] }

describe('a broken safetensors file', () => {
  it.each([
    ['empty', new Uint8Array(0), 0],
    ['shorter than its first number', new Uint8Array(7), 7],
    ['with a header longer than itself', file({}, 0, 3), 0],
    ['with a header of 2^63 bytes', file({}, 0, 2 ** 63), 0],
    ['with a header that is no text', (() => file('{"\u0000"}').fill(0xff, 8))(), 8],
    ['with a header that is no JSON', file('{"w":'), 8],
    ['with a header that is a list', file([]), 8],
    ['with a header that is null', file('null'), 8],
    ['with an entry that is no record', file({ w: 3 }), 8],
    ['with another type', file({ w: { ...entry, dtype: 'F8_E4M3' } }, 8), 8],
    ['with no shape', file({ w: { ...entry, shape: undefined } }, 8), 8],
    ['with a negative size', file({ w: { ...entry, shape: [-2] } }, 8), 8],
    ['with a fractional size', file({ w: { ...entry, shape: [0.5, 4] } }, 8), 8],
    ['with a size that overflows', file({ w: { ...entry, shape: [2 ** 40, 2 ** 40] } }, 8), 8],
    ['with offsets that do not fit the shape', file({ w: { ...entry, shape: [3] } }, 8), 8],
    ['with offsets in the wrong order', file({ w: { ...entry, data_offsets: [8, 0] } }, 8), 8],
    ['with one offset', file({ w: { ...entry, data_offsets: [8] } }, 8), 8],
    ['with metadata that are no strings', file({ __metadata__: { a: 1 } }), 8],
  ])('%s is refused at its offset', (_, bytes, offset) => {
    const error = errorOf(() => readSafetensors(bytes))
    expect(isSnnError(error, 'FORMAT')).toBe(true)
    expect((error as FormatError).offset).toBe(offset)
  })

  it('that ends before its data do is refused', () => {
    expect(() => readSafetensors(file({ w: entry }, 7))).toThrow('w ends at byte 8 of the data, which have 7')
  })

  it('with bytes that belong to no tensor, or to two, is refused', () => {
    expect(() => readSafetensors(file({ w: entry }, 9))).toThrow('cover 8 of 9 bytes')
    expect(() => readSafetensors(file({ w: entry, v: entry }, 8))).toThrow('a hole, or overlap, at byte 8')
    const later = { ...entry, data_offsets: [12, 20] }
    expect(() => readSafetensors(file({ w: entry, v: later }, 20))).toThrow('a hole, or overlap, at byte 8')
  })

  it('cut off anywhere is refused', () => {
    fc.assert(
      fc.property(
        contents,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        ({ tensors, metadata }, part) => {
          const bytes = writeSafetensors(tensors, metadata)
          const error = errorOf(() => readSafetensors(bytes.subarray(0, Math.floor(part * bytes.length))))
          expect(isSnnError(error, 'FORMAT')).toBe(true)
        },
      ),
      { numRuns: numRuns * 2 },
    )
  })

  it('with any bytes changed is read whole or refused by name', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
    let refused = 0
    fc.assert(
      fc.property(contents, changes, ({ tensors, metadata }, list) => {
        const bytes = writeSafetensors(tensors, metadata)
        for (const [at, value] of list) bytes[at % bytes.length] = value
        try {
          const read = readSafetensors(bytes)
          for (const view of Object.values(read.tensors)) expect(view.data.length).toBe(sizeOf(view.shape))
        } catch (error) {
          if (!isSnnError(error, 'FORMAT')) throw error
          expect(error.message).toContain('not a sound safetensors file')
          refused++
        }
      }),
      { numRuns: numRuns * 4 },
    )
    expect(refused).toBeGreaterThan(numRuns)
  })
})
