import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSnnError } from './errors.js'
import { hostArray } from './host-array.js'
import { readSafetensors, writeSafetensors } from './safetensors.js'

const runs = Number(process.env['SNN_RUNS'] ?? 50)

const file = (): Uint8Array =>
  writeSafetensors(
    { w: hostArray(Float32Array.of(1, -2, 3.5, 4, 5, 6), [2, 3]), n: hostArray(Int32Array.of(7, -8)) },
    { format: 'test' },
  )

test('what is written is read', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string({ minLength: 1 }).filter((name) => name !== '__metadata__' && name !== '__proto__'),
        fc.oneof(fc.float32Array(), fc.int32Array()),
      ),
      (arrays) => {
        const tensors = Object.fromEntries(Object.entries(arrays).map(([name, data]) => [name, hostArray(data)]))
        const back = readSafetensors(writeSafetensors(tensors as Parameters<typeof writeSafetensors>[0], { a: 'b' }))
        expect(back.metadata).toEqual({ a: 'b' })
        expect(Object.keys(back.tensors).toSorted()).toEqual(Object.keys(arrays).toSorted())
        for (const [name, data] of Object.entries(arrays)) expect(back.tensors[name]!.data).toEqual(data)
      },
    ),
    { numRuns: runs },
  )
})

test('a transposed view is written in row-major order', () => {
  const view = { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2], stride: [1, 2], offset: 0 }
  expect([...readSafetensors(writeSafetensors({ view })).tensors['view']!.data]).toEqual([1, 3, 2, 4])
})

test('a file that is cut or changed is refused by name or read, never misread', () => {
  const whole = file()
  for (let length = 0; length < whole.length; length++)
    expect(() => readSafetensors(whole.subarray(0, length))).toThrow(/not a sound safetensors file/)
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const bytes = whole.slice()
      bytes[at]! ^= change
      try {
        const { tensors } = readSafetensors(bytes)
        for (const tensor of Object.values(tensors)) expect(tensor.data.length).toBeLessThanOrEqual(whole.length / 4)
      } catch (error) {
        expect(isSnnError(error, 'FORMAT')).toBe(true)
      }
    }),
    { numRuns: 20 * runs },
  )
})
