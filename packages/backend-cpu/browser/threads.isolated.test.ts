import { expr, type Driver } from '@snn/core'
import { expect, it } from 'vitest'
import { createCpuDriver } from '../src/cpu.js'

const { input, exp, sqrt, abs } = expr

function give(driver: Driver, length: number): () => Promise<ArrayBuffer> {
  const x = driver.allocate(4 * length)
  const y = driver.allocate(4 * length)
  driver.write(
    x,
    Float32Array.from({ length }, (_, k) => Math.sin(k) * 5),
  )
  driver.dense.map({
    shape: [length],
    outputs: [{ storage: y, offset: 0 }],
    outputDtype: 'float32',
    expressions: [exp(sqrt(abs(exp(input(0)))))],
    inputs: [{ storage: x, offset: 0, strides: [1], dtype: 'float32' }],
    scalars: [],
  })
  driver.dense.matmul({
    a: { storage: y, offset: 0 },
    b: { storage: x, offset: 0 },
    output: { storage: y, offset: 4096 },
    rows: 300,
    inner: 10,
    columns: 200,
    transposeA: false,
    transposeB: true,
  })
  return () => driver.read(y, 0, 4 * length)
}

it('any number of threads gives the same bits', async () => {
  const results = []
  for (const threads of [1, 2, 4]) {
    const driver = await createCpuDriver({ threads })
    results.push(new Uint32Array(await give(driver, 300_000)()))
    await driver.close()
  }
  expect(results[1]).toEqual(results[0])
  expect(results[2]).toEqual(results[0])
})

it('the page goes on while workers compute', async () => {
  const driver = await createCpuDriver({ threads: 2 })
  const length = 2_000_000
  give(driver, length)
  const started = performance.now()
  const reads = Array.from({ length: 4 }, () => give(driver, length))
  expect(driver.device.details['worksOn']).toBe('workers')
  const given = performance.now() - started
  let ticks = 0
  const timer = setInterval(() => ticks++, 1)
  await Promise.all(reads.map((read) => read()))
  clearInterval(timer)
  expect(ticks).toBeGreaterThan(0)
  expect(given).toBeGreaterThan(0)
  await driver.close()
})

it('a closed backend answers by a named error', async () => {
  const driver = await createCpuDriver({ threads: 2 })
  const storage = driver.allocate(4)
  await driver.close()
  await expect(driver.read(storage, 0, 4)).rejects.toThrowError(expect.objectContaining({ code: 'BACKEND' }))
})
