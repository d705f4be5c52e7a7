import { evaluator, expr, type Expression, type Region } from '@snn/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tolerance } from '../compare.js'
import { randomNumbers } from '../random-numbers.js'
import { array, rounded, sizeOf, type Array64 } from '../reference/array.js'
import { gather, matmul, scatterAdd } from '../reference/dense-kernels.js'
import { argmax, max, sum } from '../reference/reductions.js'
import { runs } from '../runs.js'
import { expectClose } from './expect-close.js'
import { boundedExpressions, unaryFunctions } from './expressions.js'
import { inStep } from './in-step.js'
import { atWorkbench, type Workbench } from './on-device.js'
import type { Subject } from './options.js'

const { input, scalar } = expr

/** Every dense kernel, and elementwise expressions, beside the reference. */
export function denseTests(subject: Subject): void {
  const at = (work: (bench: Workbench) => Promise<void>) => (): Promise<void> => atWorkbench(subject.driver(), work)

  describe('map', () => {
    test.each(unaryFunctions)('computes %s', (_, expression, values) =>
      at(async (bench) => {
        const found = await mapped(bench, expression, [Float32Array.from(values)])
        const f = evaluator(expression)
        for (const [k, value] of values.entries()) {
          const exact = f([Math.fround(value)])
          const allowed = tolerance.value * Math.abs(exact) + 1e-7
          expect(Math.abs(found[k]! - exact), `of ${value}: ${found[k]} for ${exact}`).toBeLessThanOrEqual(allowed)
        }
      })(),
    )

    test('computes what a person would write, as float64 does', async () => {
      await fc.assert(
        fc.asyncProperty(boundedExpressions, fc.integer(), (expression, seed) =>
          at(async (bench) => {
            const numbers = randomNumbers(seed)
            const inputs = [0, 1].map(() => Float32Array.from({ length: 9 }, () => 2 * numbers.uniform() - 1))
            const factor = Math.fround(numbers.uniform())
            const found = await mapped(bench, expression, inputs, [factor])
            const f = evaluator(expression)
            const exact = Array.from({ length: 9 }, (_, k) =>
              f(
                inputs.map((values) => values[k]!),
                [factor],
              ),
            )
            const size = exact.map((value) => Math.abs(value) + 1)
            expectClose(
              'the result',
              found,
              exact,
              tolerance.value,
              size.map((value) => 10 * value),
            )
          })(),
        ),
        { numRuns: runs(100) },
      )
    })

    test(
      'broadcasts by strides of 0, reads any view, and gives several results at once',
      at(async (bench) => {
        const [x, y] = [Float32Array.of(1, 2, 3, 4, 5, 6), Float32Array.of(10, 20)]
        const outputs = [bench.room(6), bench.room(6)]
        bench.driver.dense.map({
          shape: [3, 2],
          outputs,
          outputDtype: 'float32',
          expressions: [expr.add(input(0), input(1)), expr.mul(input(0), scalar(0))],
          inputs: [
            { ...bench.put(x), strides: [1, 3], dtype: 'float32' },
            { ...bench.put(y), strides: [0, 1], dtype: 'float32' },
          ],
          scalars: [2],
        })
        expect([...(await bench.read(outputs[0]!, 6))]).toEqual([11, 24, 12, 25, 13, 26])
        expect([...(await bench.read(outputs[1]!, 6))]).toEqual([2, 8, 4, 10, 6, 12])
      }),
    )

    test(
      'converts integers, writes integers, and works in place',
      at(async (bench) => {
        const values = bench.put([1, -2, 3, 16_777_216], 'int32')
        const call = { shape: [4], inputs: [{ ...values, strides: [1], dtype: 'int32' as const }], scalars: [] }
        const halves = bench.room(4)
        bench.driver.dense.map({
          ...call,
          outputs: [halves],
          outputDtype: 'float32',
          expressions: [expr.mul(input(0), 0.5)],
        })
        expect([...(await bench.read(halves, 4))]).toEqual([0.5, -1, 1.5, 8_388_608])
        bench.driver.dense.map({
          ...call,
          outputs: [values],
          outputDtype: 'int32',
          expressions: [expr.add(input(0), input(0))],
        })
        expect([...(await bench.readIntegers(values, 4))]).toEqual([2, -4, 6, 33_554_432])
      }),
    )

    test(
      'of nothing does nothing; of shape [] one thing',
      at(async (bench) => {
        const output = bench.room(1)
        const call = {
          outputs: [output],
          outputDtype: 'float32' as const,
          expressions: [expr.constant(7)],
          inputs: [],
          scalars: [],
        }
        bench.driver.dense.map({ ...call, shape: [3, 0] })
        expect(await bench.read(output, 1)).toEqual(Float32Array.of(NaN))
        bench.driver.dense.map({ ...call, shape: [] })
        expect([...(await bench.read(output, 1))]).toEqual([7])
      }),
    )
  })

  describe('reduce', () => {
    const shapes = fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 9 }),
    )
    test('sums, and finds first maxima and where they are', async () => {
      await fc.assert(
        fc.asyncProperty(shapes, fc.integer(), fc.boolean(), ([outer, length, inner], seed, ties) =>
          at(async (bench) => {
            const x = random([outer, length, inner], seed, ties)
            const run = (op: 'sum' | 'max' | 'argmax'): Region => {
              const output = bench.room(outer * inner)
              bench.driver.dense.reduce({ op, input: bench.put(x), output, outer, length, inner })
              return output
            }
            const count = outer * inner
            expectClose('sum', await bench.read(run('sum'), count), sum(x, [1]).data, 1e-6, sum(absolute(x), [1]).data)
            expect([...(await bench.read(run('max'), count))]).toEqual([...max(x, [1]).data])
            expect([...(await bench.readIntegers(run('argmax'), count))]).toEqual([...argmax(x, 1).data])
          })(),
        ),
        { numRuns: runs(30) },
      )
    })
    test(
      'sums many numbers without losing the small ones',
      at(async (bench) => {
        const output = bench.room(1)
        const input = bench.put(new Float32Array(300_000).fill(0.1))
        bench.driver.dense.reduce({ op: 'sum', input, output, outer: 1, length: 300_000, inner: 1 })
        expectClose('sum', await bench.read(output, 1), [300_000 * Math.fround(0.1)], tolerance.value)
      }),
    )
  })

  test('matmul multiplies matrices, transposed or not', async () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 70 }))
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(size, size, size),
        fc.boolean(),
        fc.boolean(),
        fc.integer(),
        ([rows, inner, columns], transposeA, transposeB, seed) =>
          at(async (bench) => {
            const a = random(transposeA ? [inner, rows] : [rows, inner], seed)
            const b = random(transposeB ? [columns, inner] : [inner, columns], seed + 1)
            const output = bench.room(rows * columns)
            const call = { a: bench.put(a), b: bench.put(b), output, rows, inner, columns, transposeA, transposeB }
            bench.driver.dense.matmul(call)
            const terms = matmul(absolute(a), absolute(b), { transposeA, transposeB })
            const exact = matmul(a, b, { transposeA, transposeB })
            expectClose('the product', await bench.read(output, rows * columns), exact.data, 1e-6, terms.data)
          })(),
      ),
      { numRuns: runs(30) },
    )
  })

  test(
    'copy moves elements from any view to any other',
    at(async (bench) => {
      const values = Float32Array.from({ length: 24 }, (_, k) => k)
      const output = bench.room(24)
      const [shape, inputStrides] = [
        [2, 3, 4],
        [1, 8, 2],
      ]
      bench.driver.dense.copy({ shape, input: bench.put(values), inputStrides, output, outputStrides: [4, 8, 1] })
      const expected = new Float32Array(24)
      for (let i = 0; i < 2; i++)
        for (let j = 0; j < 3; j++) for (let k = 0; k < 4; k++) expected[4 * i + 8 * j + k] = i + 8 * j + 2 * k
      expect(await bench.read(output, 24)).toEqual(expected)
      const repeated = bench.room(6)
      bench.driver.dense.copy({
        shape: [3, 2],
        input: bench.put([5, 6]),
        inputStrides: [0, 1],
        output: repeated,
        outputStrides: [2, 1],
      })
      expect([...(await bench.read(repeated, 6))]).toEqual([5, 6, 5, 6, 5, 6])
    }),
  )

  test('gather takes rows, scatterAdd adds them in order, and neither goes outside', async () => {
    const indices = fc.array(fc.integer({ min: -2, max: 6 }), { minLength: 1, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(indices, fc.integer({ min: 1, max: 9 }), fc.integer(), (index, width, seed) =>
        at(async (bench) => {
          const table = random([5, width], seed)
          const rows = random([index.length, width], seed + 1)
          const places = { tableRows: 5, index: bench.put(index, 'int32'), count: index.length, width }
          const [taken, added] = [bench.room(index.length * width), bench.room(5 * width)]
          bench.driver.dense.gather({ ...places, table: bench.put(table), rows: taken })
          bench.driver.dense.scatterAdd({ ...places, table: added, rows: bench.put(rows) })
          expect([...(await bench.read(taken, index.length * width))]).toEqual([...gather(table, index).data])
          const [exact, terms] = [scatterAdd(5, index, rows), scatterAdd(5, index, absolute(rows))]
          expectClose('the table', await bench.read(added, 5 * width), exact.data, 1e-6, terms.data)
        })(),
      ),
      { numRuns: runs(20) },
    )
  })

  describe('guard', () => {
    test.each([
      ['NaN', NaN, true],
      ['infinity', Infinity, true],
      ['minus infinity', -Infinity, true],
      ['the largest number', 3.4028234663852886e38, false],
      ['the smallest number', 1e-45, false],
    ])('finds %s, or lets it pass', (_, value, stops) =>
      at(async (bench) => {
        const suspect = new Float32Array(1001).fill(1)
        suspect[997] = value
        const [region, parameter] = [bench.put(suspect), bench.put([1])]
        bench.driver.begin()
        bench.driver.dense.guard({
          regions: [
            { ...bench.put([1, 2]), length: 2 },
            { ...region, length: 1001 },
          ],
        })
        bench.driver.commit()
        add(bench, parameter, 1)
        const status = await bench.driver.submit([{ ...parameter, length: 1 }], false)
        expect(status.nonFinite).toBe(stops)
        expect([...(await bench.read(parameter, 1))]).toEqual([stops ? 1 : 2])
        if (stops) bench.driver.resume()
      })(),
    )

    test(
      'voids the next step as well, until the flag is lowered',
      at(async (bench) => {
        const [bad, parameter] = [bench.put([NaN]), bench.put([1])]
        const steps = [true, false].map(async (guarded) => {
          bench.driver.begin()
          if (guarded) bench.driver.dense.guard({ regions: [{ ...bad, length: 1 }] })
          bench.driver.commit()
          add(bench, parameter, 1)
          return bench.driver.submit([], false)
        })
        await Promise.all(steps)
        expect([...(await bench.read(parameter, 1))]).toEqual([1])
        bench.driver.resume()
        await inStep(bench.driver, () => add(bench, parameter, 3))
        expect([...(await bench.read(parameter, 1))]).toEqual([4])
      }),
    )
  })
}

function add({ driver }: Workbench, to: Region, by: number): void {
  driver.dense.map({
    shape: [1],
    outputs: [to],
    outputDtype: 'float32',
    expressions: [expr.add(input(0), scalar(0))],
    inputs: [{ ...to, strides: [1], dtype: 'float32' }],
    scalars: [by],
  })
}

async function mapped(
  bench: Workbench,
  expression: Expression,
  inputs: readonly Float32Array[],
  scalars: readonly number[] = [],
): Promise<Float32Array> {
  const { length } = inputs[0]!
  const output = bench.room(length)
  bench.driver.dense.map({
    shape: [length],
    outputs: [output],
    outputDtype: 'float32',
    expressions: [expression],
    inputs: inputs.map((values) => ({ ...bench.put(values), strides: [1], dtype: 'float32' })),
    scalars,
  })
  return bench.read(output, length)
}

/** Normal numbers; with `ties` small whole ones. */
function random(shape: readonly number[], seed: number, ties = false): Array64 {
  const numbers = randomNumbers(seed)
  return rounded(
    array(
      shape,
      Array.from({ length: sizeOf(shape) }, () => (ties ? numbers.below(4) : numbers.normal())),
    ),
  )
}

function absolute(a: Array64): Array64 {
  return array(a.shape, a.data.map(Math.abs))
}
