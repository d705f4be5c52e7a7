import { expect, it } from 'vitest'
import { plainKernels, ROW_COLUMNS } from './kernels.js'

it('the plain kernels compute what they are named after', async () => {
  const { memory, axpy, addRows } = await plainKernels(1)
  const f32 = new Float32Array(memory.buffer)
  f32.set([1, 2, 3, 4], 0)
  f32.fill(0.5, 32, 48)
  axpy(0, 128, 64, 4, 3)
  expect([...f32.subarray(0, 6)]).toEqual([7, 8, 9, 10, 6, 6])
  expect(f32[16]).toBe(0)

  const rows = 1024
  for (let row = 0; row < 3; row++)
    f32.fill(10 ** row, rows / 4 + row * ROW_COLUMNS, rows / 4 + (row + 1) * ROW_COLUMNS)
  new Uint16Array(memory.buffer, 8192, 4).set([2, 0, 2, 1])
  addRows(rows, 8192, 8200, 12288, 2)
  expect(new Set(f32.subarray(3072, 3072 + ROW_COLUMNS))).toEqual(new Set([422]))
})
