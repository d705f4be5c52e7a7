import { evaluator, expr, type DenseKernels, type Driver, type Expression, type Region } from '@snn/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCpuDriver } from '../cpu.js'

const runs = Number(process.env['SNN_RUNS'] ?? 50)
const { input, scalar, add, mul, exp, max, select, sigmoid, sub } = expr

let driver: Driver
beforeAll(async () => {
  driver = await createCpuDriver({ threads: 2 })
})
afterAll(() => driver.close())

/** Numbers that repeat: -1 … 1, from a seed. */
function numbers(count: number, seed: number): Float32Array<ArrayBuffer> {
  let state = seed * 2 + 1
  return Float32Array.from({ length: count }, () => {
    state = Math.imul(state, 1_664_525) + 1_013_904_223
    return (state >>> 8) / 2 ** 23 - 1
  })
}

function region(data: Float32Array | Int32Array, offset = 0, on: Driver = driver): Region {
  const storage = on.allocate(4 * (offset + data.length) + 4)
  on.write(storage, data, 4 * offset)
  return { storage, offset }
}

function empty(length: number, on: Driver = driver): Region {
  return region(new Float32Array(length).fill(NaN), 0, on)
}

async function read(of: Region, length: number, on: Driver = driver): Promise<Float32Array> {
  return new Float32Array(await on.read(of.storage, 4 * of.offset, 4 * length))
}

function expectClose(found: Float32Array, exact: readonly number[], tolerance: number): void {
  expect(found.length).toBe(exact.length)
  const worst = exact.reduce((most, value, k) => {
    const error = Math.abs(found[k]! - value) / Math.max(1, Math.abs(value))
    return error <= most ? most : error
  }, 0)
  expect(worst).toBeLessThan(tolerance)
}

function places(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, size) => all.flatMap((at) => Array.from({ length: size }, (_, k) => [...at, k])),
    [[]],
  )
}

const dot = (at: readonly number[], strides: readonly number[]): number =>
  at.reduce((sum, k, axis) => sum + k * strides[axis]!, 0)
const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

describe('map', () => {
  /** Some view of a shape: permuted, stretched or broadcast along some axes. */
  const operand = (shape: readonly number[]) =>
    fc
      .record({
        order: fc.shuffledSubarray(
          shape.map((_, axis) => axis),
          { minLength: shape.length },
        ),
        kept: fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
        dense: fc.boolean(),
        step: fc.integer({ min: 1, max: 3 }),
      })
      .map(({ order, kept, dense, step }) => {
        const strides = shape.map(() => 0)
        let stride = dense ? 1 : step
        for (const axis of (dense ? shape.map((_, k) => k) : order).toReversed()) {
          if (!kept[axis] && !dense) continue
          strides[axis] = stride
          stride *= shape[axis]!
        }
        return { strides, length: stride }
      })

  it('computes expressions of operands in any view, as float64 does', async () => {
    const call = fc
      .array(fc.integer({ min: 0, max: 9 }), { maxLength: 4 })
      .chain((shape) => fc.tuple(fc.constant(shape), operand(shape), operand(shape), fc.nat()))
    await fc.assert(
      fc.asyncProperty(call, async ([shape, a, b, seed]) => {
        const expressions: Expression[] = [
          add(mul(input(0), scalar(0)), exp(input(1))),
          select('lt', input(0), input(1), sigmoid(input(0)), max(input(1), 0.25)),
        ]
        const count = product(shape)
        const data = [numbers(a.length, seed), numbers(b.length, seed + 1)]
        const outputs = [empty(count), empty(count)]
        driver.dense.map({
          shape,
          outputs,
          outputDtype: 'float32',
          expressions,
          inputs: [
            { ...region(data[0]!, 3), strides: a.strides, dtype: 'float32' },
            { ...region(data[1]!), strides: b.strides, dtype: 'float32' },
          ],
          scalars: [0.7],
        })
        for (const [k, expression] of expressions.entries()) {
          const exact = evaluator(expression)
          const wanted = places(shape).map((at) =>
            exact([data[0]![dot(at, a.strides)]!, data[1]![dot(at, b.strides)]!], [0.7]),
          )
          expectClose(await read(outputs[k]!, count), wanted, 1e-6)
        }
      }),
      { numRuns: runs },
    )
  })

  it('works in place, and on both kinds of numbers', async () => {
    const x = region(Int32Array.from({ length: 37 }, (_, k) => k - 20))
    const shape = [37]
    const inputs = [{ ...x, strides: [1], dtype: 'int32' as const }]
    driver.dense.map({
      shape,
      outputs: [x],
      outputDtype: 'int32',
      expressions: [mul(input(0), -3)],
      inputs,
      scalars: [],
    })
    expect([...new Int32Array(await driver.read(x.storage, 0, 4 * 37))]).toEqual(
      Array.from({ length: 37 }, (_, k) => 60 - 3 * k),
    )
  })
})

describe('reduce', () => {
  it.each([
    [3, 1, 1],
    [5, 10, 1],
    [1, 100_003, 1],
    [2, 1000, 7],
    [1, 5000, 200],
    [4, 3, 1000],
    [300, 17, 5],
  ])('sums, finds maxima and their places: [%i, %i, %i]', async (outer, length, inner) => {
    const data = numbers(outer * length * inner, length)
    const count = outer * inner
    const column = (o: number, c: number): number[] =>
      Array.from({ length }, (_, l) => data[(o * length + l) * inner + c]!)
    const columns = places([outer, inner]).map(([o, c]) => column(o!, c!))
    const run = (op: 'sum' | 'max' | 'argmax'): Region => {
      const output = empty(count)
      driver.dense.reduce({ op, input: region(data), output, outer, length, inner })
      return output
    }
    const sums = columns.map((values) => values.reduce((a, b) => a + b, 0))
    expectClose(await read(run('sum'), count), sums, 2e-6 * Math.sqrt(length))
    expect([...(await read(run('max'), count))]).toEqual(
      columns.map((values) => values.reduce((a, b) => Math.max(a, b))),
    )
    expect([...new Int32Array((await read(run('argmax'), count)).buffer)]).toEqual(
      columns.map((values) => values.indexOf(values.reduce((a, b) => Math.max(a, b)))),
    )
  })

  it('gives the first of equal maxima, and zero for the sum of nothing', async () => {
    const output = empty(1)
    driver.dense.reduce({
      op: 'argmax',
      input: region(Float32Array.of(1, 5, 5, 2)),
      output,
      outer: 1,
      length: 4,
      inner: 1,
    })
    expect(new Int32Array(await driver.read(output.storage, 0, 4))[0]).toBe(1)
    driver.dense.reduce({ op: 'sum', input: output, output, outer: 1, length: 0, inner: 1 })
    expect(await read(output, 1)).toEqual(Float32Array.of(0))
  })
})

describe('matmul', () => {
  it.each([
    [1, 200, 10],
    [3, 5, 7],
    [64, 64, 64],
    [66, 300, 13],
    [130, 700, 41],
    [257, 1, 9],
    [4, 0, 4],
  ])('multiplies [%i × %i] by [%i columns], transposed or not', async (rows, inner, columns) => {
    const [a, b] = [numbers(rows * inner, rows), numbers(inner * columns, columns)]
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        const output = empty(rows * columns)
        driver.dense.matmul({ a: region(a), b: region(b), output, rows, inner, columns, transposeA, transposeB })
        const wanted = places([rows, columns]).map(([i, j]) => {
          let sum = 0
          for (let k = 0; k < inner; k++)
            sum += a[transposeA ? k * rows + i! : i! * inner + k]! * b[transposeB ? j! * inner + k : k * columns + j!]!
          return sum
        })
        expectClose(await read(output, rows * columns), wanted, 1e-6 * (1 + Math.sqrt(inner)))
      }
    }
  })
})

describe('copy', () => {
  it('moves any view to any other', async () => {
    const view = fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 4 }).chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.shuffledSubarray(
          shape.map((_, k) => k),
          { minLength: shape.length },
        ),
        fc.shuffledSubarray(
          shape.map((_, k) => k),
          { minLength: shape.length },
        ),
        fc.integer({ min: 1, max: 2 }),
        fc.nat(Math.max(0, shape.length - 1)),
        fc.boolean(),
      ),
    )
    await fc.assert(
      fc.asyncProperty(view, async ([shape, from, to, gap, axis, broadcast]) => {
        await expectCopied(shape, stridesIn(shape, from, gap), stridesIn(shape, to, 1), broadcast ? axis : -1)
      }),
      { numRuns: runs },
    )
  })

  it('transposes planes, and goes backwards', async () => {
    await expectCopied([3, 70, 45], [70 * 45, 1, 70], [70 * 45, 45, 1], -1)
    await expectCopied([45, 70], [1, 45], [70, 1], -1)
    const output = empty(5)
    driver.dense.copy({
      shape: [5],
      input: region(Float32Array.of(0, 1, 2, 3, 4), 0),
      inputStrides: [1],
      output: { ...output, offset: 4 },
      outputStrides: [-1],
    })
    expect(await read(output, 5)).toEqual(Float32Array.of(4, 3, 2, 1, 0))
  })

  function stridesIn(shape: readonly number[], order: readonly number[], gap: number): number[] {
    const strides = shape.map(() => 0)
    let stride = gap
    for (const axis of order) {
      strides[axis] = stride
      stride *= shape[axis]!
    }
    return strides
  }

  async function expectCopied(
    shape: number[],
    inputStrides: number[],
    outputStrides: number[],
    broadcast: number,
  ): Promise<void> {
    if (broadcast >= 0 && shape.length > 0) inputStrides[broadcast] = 0
    const at = places(shape)
    const data = numbers(1 + at.reduce((most, place) => Math.max(most, dot(place, inputStrides)), 0), 5)
    const output = empty(product(shape))
    driver.dense.copy({ shape, input: region(data, 2), inputStrides, output, outputStrides })
    const wanted = new Float32Array(product(shape))
    for (const place of at) wanted[dot(place, outputStrides)] = data[dot(place, inputStrides)]!
    expect(await read(output, wanted.length)).toEqual(wanted)
  }
})

describe('gather and scatterAdd', () => {
  it.each([1, 3, 70])('takes rows by their index and adds them back, %i wide', async (width) => {
    const index = Int32Array.of(3, 0, 3, -1, 2, 9, 3)
    const table = numbers(5 * width, 1)
    const rows = empty(7 * width)
    const call = { table: region(table), tableRows: 5, index: region(index), rows, count: 7, width }
    driver.dense.gather(call)
    const inside = (r: number): boolean => index[r]! >= 0 && index[r]! < 5
    const wanted = Float32Array.from({ length: 7 * width }, (_, k) =>
      inside(Math.floor(k / width)) ? table[index[Math.floor(k / width)]! * width + (k % width)]! : 0,
    )
    expect(await read(rows, 7 * width)).toEqual(wanted)
    driver.dense.scatterAdd(call)
    const sums = new Float32Array(5 * width)
    index.forEach((row, r) => {
      for (let c = 0; c < width; c++)
        if (inside(r)) sums[row * width + c] = sums[row * width + c]! + wanted[r * width + c]!
    })
    expect(await read(call.table, 5 * width)).toEqual(sums)
  })
})

describe('guard', () => {
  it('voids the commit of a step for infinity and NaN, wherever they stand, and for nothing else', async () => {
    const fine = region(Float32Array.from({ length: 70_001 }, (_, k) => (k % 2 ? 3.4e38 : -1e-45)))
    for (const [place, value] of [
      [0, NaN],
      [69_998, Infinity],
      [70_000, -Infinity],
      [40_000, 0],
    ] as const) {
      const suspect = numbers(70_001, 1)
      suspect[place] = value
      const parameter = region(Float32Array.of(1))
      const inputs = [{ ...parameter, strides: [1], dtype: 'float32' as const }]
      driver.begin()
      driver.dense.guard({
        regions: [
          { ...fine, length: 70_001 },
          { ...region(suspect), length: 70_001 },
        ],
      })
      driver.commit()
      driver.dense.map({
        shape: [1],
        outputs: [parameter],
        outputDtype: 'float32',
        expressions: [sub(input(0), 3)],
        inputs,
        scalars: [],
      })
      const status = await driver.submit([{ ...parameter, length: 1 }], false)
      const finite = Number.isFinite(value)
      expect(status.nonFinite).toBe(!finite)
      expect([...status.values]).toEqual([finite ? -2 : 1])
      driver.resume()
    }
  })
})

describe('threads', () => {
  it('give the same bits, however many there are', async () => {
    const results = await Promise.all([1, 2, 3, 4].map(bitsOf))
    for (const result of results) expect(result).toEqual(results[0])
  })

  async function bitsOf(threads: number): Promise<Uint32Array[]> {
    const on = await createCpuDriver({ threads })
    const { map, reduce, matmul, scatterAdd }: DenseKernels = on.dense
    const a = region(numbers(700 * 300, 1), 0, on)
    const b = region(numbers(300 * 200, 2), 0, on)
    const c = empty(700 * 200, on)
    const s = empty(200, on)
    const t = empty(1, on)
    const table = empty(50 * 200, on)
    matmul({ a, b, output: c, rows: 700, inner: 300, columns: 200, transposeA: false, transposeB: false })
    const inputs = [{ ...c, strides: [1], dtype: 'float32' as const }]
    map({
      shape: [700 * 200],
      outputs: [c],
      outputDtype: 'float32',
      expressions: [exp(mul(input(0), scalar(0)))],
      inputs,
      scalars: [0.1],
    })
    reduce({ op: 'sum', input: c, output: s, outer: 1, length: 700, inner: 200 })
    reduce({ op: 'sum', input: c, output: t, outer: 1, length: 140_000, inner: 1 })
    const index = region(
      Int32Array.from({ length: 700 }, (_, k) => (k * 7) % 50),
      0,
      on,
    )
    scatterAdd({ table, tableRows: 50, index, rows: c, count: 700, width: 200 })
    const bits = [c, s, t, table].map(
      async (of, k) => new Uint32Array((await read(of, [140_000, 200, 1, 10_000][k]!, on)).buffer),
    )
    const all = await Promise.all(bits)
    await on.close()
    return all
  }
})
