import { evaluator, expr, type Driver, type Region } from '@snn/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCpuDriver } from '../src/cpu.js'

const { input, scalar, add, mul, div, exp, log, abs, tanh, softplus } = expr

describe.each([1, 3])('the CPU backend in a page, asked for %i threads', (threads) => {
  let driver: Driver
  beforeAll(async () => {
    driver = await createCpuDriver({ threads })
  })
  afterAll(() => driver.close())

  function region(data: Float32Array): Region {
    const storage = driver.allocate(data.byteLength)
    driver.write(storage, data)
    return { storage, offset: 0 }
  }
  const read = async ({ storage }: Region, length: number): Promise<Float32Array> =>
    new Float32Array(await driver.read(storage, 0, 4 * length))

  it('says where it works', () => {
    const { details } = driver.device
    expect(details['isolated']).toBe(crossOriginIsolated)
    expect(details['sharedMemory']).toBe(crossOriginIsolated)
    expect(details['threads']).toBe(threads)
    const alone = threads === 1 ? 'the calling thread' : 'the calling thread and workers'
    expect(details['worksOn']).toBe(crossOriginIsolated ? 'workers' : alone)
  })

  it('computes expressions as float64 does', async () => {
    const length = 100_003
    const x = Float32Array.from({ length }, (_, k) => Math.sin(k) * 8)
    const output = region(new Float32Array(length))
    const expression = add(tanh(input(0)), mul(scalar(0), log(add(exp(input(0)), softplus(abs(input(0)))))))
    driver.dense.map({
      shape: [length],
      outputs: [output],
      outputDtype: 'float32',
      expressions: [expression],
      inputs: [{ ...region(x), strides: [1], dtype: 'float32' }],
      scalars: [0.5],
    })
    const exact = evaluator(expression)
    const found = await read(output, length)
    const worst = x.reduce((most, value, k) => Math.max(most, Math.abs(found[k]! - exact([value], [0.5]))), 0)
    expect(worst).toBeLessThan(2e-6)
  })

  it('multiplies matrices and adds up rows', async () => {
    const [rows, inner, columns] = [300, 70, 45]
    const a = Float32Array.from({ length: rows * inner }, (_, k) => Math.sin(k))
    const b = Float32Array.from({ length: inner * columns }, (_, k) => Math.cos(k))
    const product = region(new Float32Array(rows * columns))
    const sums = region(new Float32Array(columns))
    driver.dense.matmul({
      a: region(a),
      b: region(b),
      output: product,
      rows,
      inner,
      columns,
      transposeA: false,
      transposeB: false,
    })
    driver.dense.reduce({ op: 'sum', input: product, output: sums, outer: 1, length: rows, inner: columns })
    const found = await read(product, rows * columns)
    let worst = 0
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let exact = 0
        for (let k = 0; k < inner; k++) exact += a[i * inner + k]! * b[k * columns + j]!
        worst = Math.max(worst, Math.abs(found[i * columns + j]! - exact))
      }
    }
    expect(worst).toBeLessThan(3e-5)
    const sum = found.reduce((total, value, k) => total + (k % columns === 7 ? value : 0), 0)
    expect((await read(sums, columns))[7]).toBeCloseTo(sum, 3)
  })

  it('commits steps in order, and none while a value is not finite', async () => {
    const parameter = region(Float32Array.of(1))
    const inputs = [{ ...parameter, strides: [1], dtype: 'float32' as const }]
    const step = async (divisor: number) => {
      const loss = region(new Float32Array(1))
      driver.begin()
      driver.dense.map({
        shape: [1],
        outputs: [loss],
        outputDtype: 'float32',
        expressions: [div(input(0), scalar(0))],
        inputs,
        scalars: [divisor],
      })
      driver.dense.guard({ regions: [{ ...loss, length: 1 }] })
      driver.commit()
      driver.dense.map({
        shape: [1],
        outputs: [parameter],
        outputDtype: 'float32',
        expressions: [add(input(0), 1)],
        inputs,
        scalars: [],
      })
      return driver.submit(
        [
          { ...loss, length: 1 },
          { ...parameter, length: 1 },
        ],
        false,
      )
    }
    const given = [step(2), step(2), step(0), step(2)]
    const status = await Promise.all(given)
    expect(status.map(({ nonFinite }) => nonFinite)).toEqual([false, false, true, true])
    expect(status.map(({ values }) => values[1])).toEqual([2, 3, 3, 3])
    driver.resume()
    expect([...(await step(2)).values]).toEqual([1.5, 4])
  })

  it('works through more calls than any buffer of calls holds', async () => {
    const counter = region(new Float32Array(1))
    const inputs = [{ ...counter, strides: [1], dtype: 'float32' as const }]
    driver.begin()
    for (let k = 0; k < 5000; k++) {
      driver.dense.map({
        shape: [1],
        outputs: [counter],
        outputDtype: 'float32',
        expressions: [add(input(0), 1)],
        inputs,
        scalars: [],
      })
    }
    driver.commit()
    expect([...(await driver.submit([{ ...counter, length: 1 }], false)).values]).toEqual([5000])
  })
})
