import { gzipSync } from 'node:zlib'
import { runs } from '@snn/conformance'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readIdx } from './idx.js'
import { images, imagesFromIdx } from './images.js'

function idx(type: number, shape: readonly number[], body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + body.length)
  const view = new DataView(bytes.buffer)
  bytes.set([0, 0, type, shape.length])
  for (const [axis, size] of shape.entries()) view.setUint32(4 + 4 * axis, size)
  bytes.set(body, 4 + 4 * shape.length)
  return bytes
}

const small = idx(
  8,
  [3, 2, 2],
  Uint8Array.from({ length: 12 }, (_, k) => k),
)

test('bytes are read with their shape, gzipped or not, from memory, a Blob or a stream', async () => {
  const zipped = new Uint8Array(gzipSync(small))
  const inputs = [small, zipped, new Blob([small as Uint8Array<ArrayBuffer>]), new Blob([zipped]).stream()]
  for (const input of inputs) {
    const { data, shape } = await readIdx(input)
    expect(shape).toEqual([3, 2, 2])
    expect(data).toEqual(Uint8Array.from({ length: 12 }, (_, k) => k))
  }
})

test('wider numbers are turned from big endian', async () => {
  expect((await readIdx(idx(0x0b, [2], Uint8Array.of(0x01, 0x02, 0xff, 0xfe)))).data).toEqual(Int16Array.of(258, -2))
  expect((await readIdx(idx(0x0d, [1], Uint8Array.of(0x3f, 0xc0, 0, 0)))).data).toEqual(Float32Array.of(1.5))
  expect((await readIdx(idx(0x0e, [1], Uint8Array.of(0xc0, 0, 0, 0, 0, 0, 0, 0)))).data).toEqual(Float64Array.of(-2))
})

test('what is no IDX, too short or too long is refused with the byte', async () => {
  const broken = (bytes: Uint8Array): Promise<unknown> => readIdx(bytes, { file: 'f.idx' })
  await expect(broken(new Uint8Array(0))).rejects.toThrow(/f.idx ends within its header \(byte 0\)/)
  await expect(broken(small.subarray(0, 9))).rejects.toThrow(/ends within its header \(byte 9\)/)
  await expect(broken(small.subarray(0, 20))).rejects.toMatchObject({ code: 'FORMAT', offset: 20, file: 'f.idx' })
  await expect(broken(new Uint8Array([...small, 7]))).rejects.toMatchObject({ code: 'FORMAT', offset: 28 })
  await expect(broken(Uint8Array.of(80, 75, 3, 4))).rejects.toThrow(/does not begin like an IDX file \(byte 0\)/)
  await expect(readIdx(idx(8, [2 ** 31, 16], new Uint8Array(4)))).rejects.toThrow(/more than the limit/)
})

test('a truncated or damaged gzip is refused with a byte', async () => {
  const random = Uint8Array.from({ length: 50_000 }, (_, k) => (Math.sin(k) * 1e6) & 255)
  const zipped = new Uint8Array(gzipSync(idx(8, [50_000], random)))
  await expect(readIdx(zipped.subarray(0, zipped.length - 100), { file: 'f.gz' })).rejects.toMatchObject({
    code: 'FORMAT',
    file: 'f.gz',
  })
  const damaged = zipped.slice()
  damaged[damaged.length >> 1]! ^= 0x55
  await expect(readIdx(damaged)).rejects.toMatchObject({ code: 'FORMAT' })
})

test('a gzip that unpacks to far more than its header announces is stopped', async () => {
  const bomb = new Uint8Array(gzipSync(idx(8, [10], new Uint8Array(64 << 20))))
  await expect(readIdx(bomb)).rejects.toThrow(/goes on after its last number \(byte 18\)/)
})

test('damaged files never give anything but their numbers or a FormatError', async () => {
  const zipped = new Uint8Array(gzipSync(small))
  for (const base of [small, zipped]) {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(base.length),
        async (changes, length) => {
          const bytes = base.slice(0, length)
          for (const [at, value] of changes) if (at < length) bytes[at] = value
          const found = await readIdx(bytes, { limit: 1000 }).catch((error: { code?: string }) => error.code)
          if (typeof found !== 'object') expect(found).toBe('FORMAT')
        },
      ),
      { numRuns: runs(50) },
    )
  }
})

test('images and labels must fit', async () => {
  const labels = idx(8, [3], Uint8Array.of(0, 1, 2))
  const set = await imagesFromIdx(small, labels, { name: 'x' })
  expect([...set.get(1)]).toEqual([4, 5, 6, 7])
  expect(set.classes).toEqual(['0', '1', '2'])
  await expect(imagesFromIdx(labels, small)).rejects.toThrow(/Give the file of images first/)
  await expect(imagesFromIdx(small, idx(8, [2], new Uint8Array(2)))).rejects.toThrow(/3 images but .* 2 labels/)
  expect(() => images({ pixels: new Uint8Array(4), shape: [2], labels: [0, 3], classes: ['a', 'b'] })).toThrow(
    /sample 1 of images has label 3, expected a whole number from 0 to 1/,
  )
  expect(() => images({ pixels: new Uint8Array(5), shape: [2], labels: [0, 0] })).toThrow(/need 4 pixels; got 5/)
})
