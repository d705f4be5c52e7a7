import { expect, test } from 'vitest'
import { blocksOf } from './blocks.js'

test('columns are covered by few blocks with little padding', () => {
  for (let columns = 1; columns <= 1100; columns++) {
    const { vectors, width, blocks } = blocksOf(columns)
    expect(width).toBe(4 * vectors)
    expect(vectors).toBeLessThanOrEqual(10)
    expect(blocks * width).toBeGreaterThanOrEqual(columns)
    expect((blocks - 1) * width).toBeLessThan(columns)
    if (columns > 200) expect(blocks * width).toBeLessThan(1.15 * columns)
    if (columns <= 40) expect(blocks).toBe(1)
  }
})

test('the sizes that we measure have blocks of 40 columns', () => {
  for (const columns of [200, 400, 1000]) expect(blocksOf(columns)).toMatchObject({ width: 40, blocks: columns / 40 })
  expect(blocksOf(20)).toMatchObject({ width: 32, blocks: 1 })
})
