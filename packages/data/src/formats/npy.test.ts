import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync, deflateRawSync, crc32 } from 'node:zlib'
import { runs, sharedData } from '@snn/conformance'
import { hostArray } from '@snn/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readNpy, writeNpy } from './npy.js'
import { readNpz, writeNpz } from './npz.js'

/** A file as numpy writes it. */
function npy(
  descr: string,
  shape: string,
  numbers: Uint8Array,
  { columnsFirst = false, version = 1 } = {},
): Uint8Array {
  const order = columnsFirst ? 'True' : 'False'
  const text = new TextEncoder().encode(`{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }     \n`)
  const size = version === 1 ? [text.length, 0] : [text.length, 0, 0, 0]
  return Uint8Array.from([0x93, ...new TextEncoder().encode('NUMPY'), version, 0, ...size, ...text, ...numbers])
}

test('each type of numbers is read, in either byte order', async () => {
  const of = async (descr: string, ...bytes: number[]): Promise<ArrayLike<number>> =>
    (await readNpy(npy(`'${descr}'`, '(1,)', Uint8Array.from(bytes)))).data
  expect(await of('|b1', 1)).toEqual(Uint8Array.of(1))
  expect(await of('|i1', 255)).toEqual(Int8Array.of(-1))
  expect(await of('<u2', 1, 2)).toEqual(Uint16Array.of(513))
  expect(await of('>i2', 255, 254)).toEqual(Int16Array.of(-2))
  expect(await of('<i4', 1, 0, 0, 128)).toEqual(Int32Array.of(1 - 2 ** 31))
  expect(await of('>u4', 255, 0, 0, 1)).toEqual(Uint32Array.of(0xff000001))
  expect(await of('<i8', 254, 255, 255, 255, 255, 255, 255, 255)).toEqual(Float64Array.of(-2))
  expect(await of('>u8', 0, 0, 0, 1, 0, 0, 0, 3)).toEqual(Float64Array.of(2 ** 32 + 3))
  expect(await of('<f2', 0, 0x3e)).toEqual(Float32Array.of(1.5))
  expect(await of('>f4', 0x3f, 0xc0, 0, 0)).toEqual(Float32Array.of(1.5))
  expect(await of('<f8', 0, 0, 0, 0, 0, 0, 0xf8, 0x7f)).toEqual(Float64Array.of(NaN))
})

test('column order is told by strides, version 2 and 3 and no axes are read', async () => {
  const numbers = Uint8Array.of(0, 1, 2, 3, 4, 5)
  expect(await readNpy(npy("'|u1'", '(2, 3)', numbers, { columnsFirst: true, version: 2 }))).toEqual({
    data: numbers,
    shape: [2, 3],
    stride: [1, 2],
    offset: 0,
  })
  expect((await readNpy(npy("'|u1'", '()', Uint8Array.of(7), { version: 3 }))).shape).toEqual([])
})

test('what is written is read again, in row order', async () => {
  const array = fc.oneof(
    fc.float32Array(),
    fc.float64Array(),
    fc.int32Array(),
    fc.uint16Array(),
    fc.int8Array(),
    fc.uint8Array(),
  )
  await fc.assert(
    fc.asyncProperty(array, fc.boolean(), async (data, asMatrix) => {
      const view = hostArray(data, asMatrix ? [data.length, 1] : [data.length])
      const bytes = writeNpy(view)
      expect((bytes.length - data.byteLength) % 64).toBe(0)
      expect(await readNpy(bytes)).toEqual(view)
    }),
    { numRuns: runs(50) },
  )
  const columns = { data: Uint8Array.of(0, 1, 2, 3, 4, 5), shape: [2, 3], stride: [1, 2], offset: 0 }
  expect(await readNpy(writeNpy(columns))).toEqual(hostArray(Uint8Array.of(0, 2, 4, 1, 3, 5), [2, 3]))
})

test('what is no NumPy file, damaged, too short or too long is refused with the byte', async () => {
  const right = npy("'<f4'", '(2,)', new Uint8Array(8))
  const refused = (bytes: Uint8Array): Promise<unknown> => readNpy(bytes, { file: 'a.npy' })
  await expect(refused(right.subarray(0, 3))).rejects.toThrow(/a.npy does not begin like a NumPy file \(byte 0\)/)
  await expect(refused(right.subarray(0, 30))).rejects.toMatchObject({ code: 'FORMAT', offset: 30, file: 'a.npy' })
  await expect(refused(right.subarray(0, -1))).rejects.toMatchObject({ code: 'FORMAT', offset: right.length - 1 })
  await expect(refused(Uint8Array.of(...right, 0))).rejects.toMatchObject({ code: 'FORMAT', offset: right.length })
  await expect(refused(npy("'<U4'", '(2,)', new Uint8Array(32)))).rejects.toThrow(/holds "<U4", expected booleans/)
  await expect(refused(npy("'<f4'", '(-2,)', new Uint8Array(8)))).rejects.toThrow(/has no right header/)
  await expect(refused(npy("'<f4'", '(99999999999,)', new Uint8Array(8)))).rejects.toThrow(/more than the limit/)
  await expect(refused(npy("[('t', '<i8'), ('x', '<i2')]", '(1,)', new Uint8Array(10)))).rejects.toThrow(
    /has the fields t, x/,
  )
  const large = npy("'<i8'", '(1,)', Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 64))
  await expect(refused(large)).rejects.toMatchObject({ code: 'FORMAT', offset: large.length - 8 })
})

const arrays = { t: Float64Array.of(1.5, 2), x: Uint16Array.of(3, 4) }

test('arrays are written to and read from .npz files by name; the same arrays give the same bytes', async () => {
  const bytes = writeNpz(arrays)
  expect(writeNpz(arrays)).toEqual(bytes)
  expect(await readNpz(bytes)).toEqual({ t: hostArray(arrays.t), x: hostArray(arrays.x) })
  expect(await readNpz(new Blob([gzipSync(bytes)]))).toEqual(await readNpz(bytes))
  expect(await readNpz(writeNpz({}))).toEqual({})
})

/** An archive of one deflated file. */
function deflated(path: string, bytes: Uint8Array, announced = bytes.length): Uint8Array {
  const body = deflateRawSync(bytes)
  const facts = Buffer.alloc(26)
  facts.writeUInt16LE(8, 4)
  facts.writeUInt32LE(crc32(bytes), 10)
  facts.writeUInt32LE(body.length, 14)
  facts.writeUInt32LE(announced, 18)
  facts.writeUInt16LE(path.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), facts, Buffer.from(path), body])
  const central = Buffer.concat([Buffer.from('PK\x01\x02\0\0'), facts, Buffer.alloc(14), Buffer.from(path)])
  const end = Buffer.alloc(18)
  end.writeUInt16LE(1, 6)
  end.writeUInt32LE(local.length, 12)
  return new Uint8Array(Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end]))
}

test('compressed archives are read; more than was announced is refused', async () => {
  const long = writeNpy(new Float32Array(100_000).fill(0.5))
  expect((await readNpz(deflated('a.npy', long)))['a']!.data).toEqual(new Float32Array(100_000).fill(0.5))
  await expect(readNpz(deflated('a.npy', long, 1000))).rejects.toThrow(/has a.npy damaged/)
  await expect(readNpz(deflated('a.npy', long), { limit: 1000 })).rejects.toThrow(/holds more than 1000 bytes/)
})

test('each byte of an archive that is flipped is refused, or changes no array', async () => {
  const bytes = writeNpz(arrays)
  const right = await readNpz(bytes)
  for (let at = 0; at < bytes.length; at++) {
    const damaged = bytes.slice()
    damaged[at]! ^= 0xff
    const read = await readNpz(damaged).catch((error: unknown) => error)
    if (read instanceof Error) expect(read).toMatchObject({ code: 'FORMAT' })
    else
      for (const [name, array] of Object.entries(read as object))
        expect(Object.values(right), name).toContainEqual(array)
  }
})

const trains = sharedData('hd-spike-ref')
const events = sharedData('events')
describe.skipIf(trains === undefined || events === undefined)('files of numpy', () => {
  test('are read', async () => {
    const file = join(trains!, 'Results_26-6_lang-english_speaker-00_trial-0_digit-0.npz')
    const { arr_0: train } = await readNpz(await readFile(file))
    expect(train!.shape).toEqual([2, 739])
    expect(Math.max(...Array.from(train!.data).slice(739))).toBeLessThan(70)
    const structured = createReadStream(join(events!, 'evt3_sample.npy.gz'))
    await expect(readNpy(structured)).rejects.toThrow(/has the fields t, x, y, p/)
  })
})
