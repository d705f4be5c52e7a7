import fc from 'fast-check'
import { expect, test } from 'vitest'
import { relativeError } from '../compare.js'
import { runs } from '../runs.js'
import { array, zip } from './array.js'
import type { Array64 } from './array.js'
import { gather, logSoftmax, logSoftmaxBackward, matmul, scatterAdd, transpose } from './dense-kernels.js'
import { finiteDifferences } from './finite-differences.js'

const matrix = (rows: number, columns: number): fc.Arbitrary<Array64> =>
  fc
    .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: rows * columns, maxLength: rows * columns })
    .map((values) => array([rows, columns], values))

const inner = (a: Array64, b: Array64): number => zip(a, b, (x, y) => x * y).data.reduce((x, y) => x + y, 0)

test('a product by hand, and with either operand transposed', () => {
  const a = array([2, 3], [1, 2, 3, 4, 5, 6])
  const b = array([3, 1], [1, 0, -2])
  expect(matmul(a, b)).toEqual(array([2, 1], [-5, -8]))
  expect(matmul(transpose(a), b, { transposeA: true })).toEqual(matmul(a, b))
  expect(matmul(a, transpose(b), { transposeB: true })).toEqual(matmul(a, b))
  expect(() => matmul(a, a)).toThrow('must have shape [3, 3]')
})

test('log-softmax has rows whose exponentials sum to one, and the gradient that finite differences give', () => {
  fc.assert(
    fc.property(matrix(2, 4), matrix(2, 4), (x, weights) => {
      const y = logSoftmax(x)
      for (const row of [0, 4]) {
        expect(y.data.slice(row, row + 4).reduce((total, value) => total + Math.exp(value), 0)).toBeCloseTo(1, 12)
      }
      const differences = finiteDifferences((z) => inner(logSoftmax(z), weights), x)
      const error = zip(logSoftmaxBackward(x, weights), differences, (a, b) => a - b)
      expect(Math.hypot(...error.data)).toBeLessThan(1e-8)
    }),
    { numRuns: runs(30) },
  )
})

test('gather takes rows, and zeros for an index outside the table', () => {
  const table = array([3, 2], [1, 2, 3, 4, 5, 6])
  expect(gather(table, [2, 0, 2, 3, -1])).toEqual(array([5, 2], [5, 6, 1, 2, 5, 6, 0, 0, 0, 0]))
})

test('scatterAdd is the transpose of gather', () => {
  fc.assert(
    fc.property(
      matrix(3, 2),
      matrix(4, 2),
      fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 4, maxLength: 4 }),
      (table, rows, index) => {
        const there = inner(gather(table, index), rows)
        const back = inner(table, scatterAdd(3, index, rows))
        expect(relativeError([there + 1], [back + 1])).toBeLessThan(1e-12)
      },
    ),
    { numRuns: runs(50) },
  )
})
