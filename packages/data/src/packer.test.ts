import { runs } from '@snn/conformance'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { GridRows } from './data-set.js'
import { packer } from './packer.js'

const event = fc.record({ t: fc.nat(6), i: fc.nat(9) })
/** In any order, and as sensors give them. */
const sample = fc
  .tuple(fc.array(event, { maxLength: 60 }), fc.boolean())
  .map(([events, inOrder]) => (inOrder ? events.toSorted((a, b) => a.t - b.t) : events))
const samples = fc.array(sample, { minLength: 1, maxLength: 8 })

function rowsOf(batch: readonly (readonly { t: number; i: number }[])[], time: number): number[][] {
  return batch.flatMap((sample) =>
    Array.from({ length: time }, (_, t) => sample.filter((e) => e.t === t).map((e) => e.i)),
  )
}

function packedRows(batch: readonly (readonly { t: number; i: number }[])[], repeats: 'clamp' | 'sum'): number[][] {
  const pack = packer({ time: 7, neurons: 10, repeats })
  pack.begin()
  for (const [k, sample] of batch.entries()) pack.add({ t: sample.map((e) => e.t), i: sample.map((e) => e.i) }, k)
  const { rowStart, index, batch: size } = pack.packed()
  expect(size).toBe(batch.length)
  return Array.from({ length: rowStart.length - 1 }, (_, row) => [
    ...index.subarray(rowStart[row]!, rowStart[row + 1]!),
  ])
}

test('rows hold the events of each step in the order in which they came', () => {
  fc.assert(
    fc.property(samples, (batch) => {
      expect(packedRows(batch, 'sum')).toEqual(rowsOf(batch, 7))
    }),
    { numRuns: runs(50) },
  )
})

test('clamping keeps the first of several events of one neuron in one step', () => {
  fc.assert(
    fc.property(samples, (batch) => {
      expect(packedRows(batch, 'clamp')).toEqual(rowsOf(batch, 7).map((row) => [...new Set(row)]))
    }),
    { numRuns: runs(50) },
  )
})

test('a batch does not see the batch before it', () => {
  const pack = packer({ time: 2, neurons: 3 })
  pack.begin()
  pack.add({ t: [0, 1, 1], i: [2, 0, 1] }, 0)
  pack.begin()
  pack.add({ t: [1], i: [0] }, 0)
  const { rowStart, index } = pack.packed()
  expect([...rowStart]).toEqual([0, 0, 1])
  expect([...index]).toEqual([0])
})

test('an event outside the grid is refused with its sample and place', () => {
  const pack = packer({ time: 2, neurons: 3, name: 'mine' })
  pack.begin()
  expect(() => pack.add({ t: [0, 2], i: [0, 1] }, 5)).toThrow(/event 1 of sample 5 of mine lies at step 2, neuron 1/)
  expect(() => pack.add({ t: [0], i: [-1] }, 5)).toThrow(/neuron -1/)
  expect(() => pack.add({ t: [0.5], i: [1] }, 5)).toThrow(/step 0.5/)
  expect(() => pack.add({ t: [0], i: [] }, 5)).toThrow(/1 steps \(t\) but 0 neurons/)
})

test('rows that are none, or hold other neurons, are refused; a shift drops what leaves the neurons', () => {
  const pack = packer({ time: 2, neurons: 3, name: 'mine' })
  const rows = (end: number[], i: number[], shift = 0): GridRows => ({
    end: Uint32Array.from(end),
    i: Uint16Array.from(i),
    shift,
  })
  pack.begin()
  for (const bad of [rows([1], [0]), rows([1, 1, 1], [0]), rows([1, 0], [0]), rows([1, 2], [0])])
    for (const shift of [0, 1]) expect(() => pack.addRows({ ...bad, shift })).toThrow(/mine is no 2 rows of 3 neurons/)
  expect(() => pack.addRows(rows([1, 2], [0, 3]))).toThrow(/2 rows that end at event 2 of 2, neurons up to 3/)
  // What is promised to be sound is taken at its word.
  pack.addRows(rows([1, 2], [0, 3]), true)
  pack.begin()
  pack.addRows(rows([2, 3], [0, 2, 3], -1))
  pack.addRows(rows([1, 2], [2, 0]))
  const { rowStart, index, checked } = pack.packed()
  expect([[...rowStart], [...index], checked]).toEqual([[0, 1, 2, 3, 4], [1, 2, 2, 0], true])
})
