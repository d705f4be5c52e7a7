import { runs } from '@snn/conformance'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeTimes, encodeTimes } from './time-code.js'

const sums = (gaps: readonly number[], tick: number): Float64Array => {
  let sum = 0
  return Float64Array.from(gaps, (gap) => (sum += gap) * tick)
}
const gap = fc.oneof(fc.nat(300), fc.nat(255), fc.constantFrom(0, 255, 256, 65535, 2 ** 32, 2 ** 45))
const gaps = fc.array(gap, { maxLength: 50 })
const anyTimes = fc.oneof(
  gaps.map((list) => sums(list, 1)),
  fc.tuple(gaps, fc.nat(12)).map(([list, shift]) =>
    sums(
      list.map((each) => Math.min(each, 1000)),
      1e6 * 2 ** (shift - 24),
    ),
  ),
  fc.array(fc.double(), { maxLength: 20 }).map((list) => Float64Array.from(list)),
)

function decoded(bytes: Uint8Array, length: number): Float64Array | undefined {
  const t = new Float64Array(length)
  return decodeTimes(bytes, t) ? t : undefined
}

test('times come back to the bit: microseconds, float16 seconds, and what no tick fits', () => {
  fc.assert(
    fc.property(anyTimes, (t) => {
      expect(decoded(encodeTimes(t), t.length)).toEqual(t)
    }),
    { numRuns: runs(200) },
  )
})

test('an event takes one byte where ticks between events are below 256', () => {
  const every = (gap: number, tick: number): Float64Array => sums(Array(1000).fill(gap), tick)
  expect(encodeTimes(every(255, 1)).length).toBe(1012)
  expect(encodeTimes(every(7, 1e6 * 2 ** -12)).length).toBe(1012)
  expect(encodeTimes(every(1, 0.1)).length).toBe(8008)
})

test('bytes that hold another number of times are refused', () => {
  fc.assert(
    fc.property(anyTimes, fc.nat(60), (t, length) => {
      const bytes = encodeTimes(t)
      if (length !== t.length) expect(decoded(bytes, length)).toBeUndefined()
      expect(decoded(bytes.subarray(0, -1), t.length)).toBeUndefined()
      expect(decoded(Uint8Array.of(...bytes, 0), t.length)).toBeUndefined()
    }),
    { numRuns: runs(100) },
  )
})
