import { runs } from '@snn/conformance'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { GridRows } from './data-set.js'
import { memoryForSamples, shiftByVectors, shiftOneByOne, shiftRows, type ShiftRows } from './shift-rows.js'

/** Rows of neurons below `neurons`, as many in each as `lengths` says. */
const samples = fc
  .record({
    neurons: fc.integer({ min: 1, max: 60_000 }),
    lengths: fc.array(fc.nat(30), { minLength: 1, maxLength: 40 }),
  })
  .chain(({ neurons, lengths }) => {
    const events = lengths.reduce((a, b) => a + b, 0)
    return fc.record({
      neurons: fc.constant(neurons),
      end: fc.constant(Uint32Array.from(lengths, (_, row) => lengths.slice(0, row + 1).reduce((a, b) => a + b, 0))),
      i: fc
        .array(fc.nat(neurons - 1), { minLength: events, maxLength: events })
        .map((neurons) => Uint16Array.from(neurons)),
      shift: fc.integer({ min: -Math.min(neurons, 5000), max: Math.min(neurons, 5000) }),
    })
  })

/** What stands in the rows behind one row of three events. */
function shifted(shift: ShiftRows, { neurons, ...sample }: typeof samples extends fc.Arbitrary<infer T> ? T : never) {
  const rowStart = new Uint32Array(2 + sample.end.length)
  const index = new Uint16Array(3 + sample.i.length)
  rowStart[1] = 3
  shift(sample, neurons, { rowStart, index }, 1)
  return Array.from(rowStart.subarray(1), (end, row) => [...index.subarray(rowStart[row], end)])
}

/** The same sample where samples are kept, with others before and behind it. */
function inMemoryForSamples({ end, i, shift }: GridRows): GridRows {
  const { buffer, begin } = memoryForSamples(4 * end.length + 2 * i.length + 64)
  new Uint8Array(buffer).fill(0xff)
  const ends = new Uint32Array(buffer, begin + 8, end.length)
  const events = new Uint16Array(buffer, begin + 8 + 4 * end.length, i.length)
  ends.set(end)
  events.set(i)
  return { end: ends, i: events, shift }
}

/** Where samples are kept, and they stay as they are. */
const inPlace =
  (shift: ShiftRows): ShiftRows =>
  (sample, ...rest) => {
    const kept = inMemoryForSamples(sample)
    shift(kept, ...rest)
    expect(kept.end).toEqual(sample.end)
    expect(kept.i).toEqual(sample.i)
  }

test('a shift moves the neurons of each row and drops those that leave the range, by vectors and one by one', () => {
  const byVectors = shiftByVectors()
  if (!byVectors) throw new Error('this platform has no WebAssembly SIMD')
  fc.assert(
    fc.property(samples, (sample) => {
      const { neurons, end, i, shift } = sample
      const rows = Array.from(end, (to, row) =>
        [...i.subarray(row === 0 ? 0 : end[row - 1]!, to)]
          .map((neuron) => neuron + shift)
          .filter((neuron) => neuron >= 0 && neuron < neurons),
      )
      const expected = [[0, 0, 0], ...rows]
      for (const way of [byVectors, inPlace(byVectors), shiftOneByOne, shiftRows])
        expect(shifted(way, sample)).toEqual(expected)
    }),
    { numRuns: runs(200) },
  )
})

test('a sample larger than any before it, and than the way out of where it is kept, finds room', () => {
  const i = new Uint16Array(600_000).fill(7)
  const sample = { end: Uint32Array.of(i.length), i, shift: 2 }
  for (const way of [shiftRows, inPlace(shiftRows)]) {
    const into = { rowStart: new Uint32Array(2), index: new Uint16Array(i.length) }
    way(sample, 10, into, 0)
    expect(into.rowStart[1]).toBe(i.length)
    expect(into.index.every((neuron) => neuron === 9)).toBe(true)
  }
})

test('indices whose sums have more than 16 bits are shifted too', () => {
  const into = { rowStart: new Uint32Array(2), index: new Uint16Array(3) }
  shiftRows({ end: Uint32Array.of(3), i: Uint16Array.of(0, 9, 65_535), shift: 3 }, 65_536, into, 0)
  expect([...into.index.subarray(0, into.rowStart[1])]).toEqual([3, 12])
  const wide = { rowStart: new Uint32Array(2), index: new Uint32Array(2) }
  shiftRows({ end: Uint32Array.of(2), i: Uint32Array.of(5, 69_999), shift: 1 }, 70_000, wide, 0)
  expect([...wide.index.subarray(0, wide.rowStart[1])]).toEqual([6])
})
