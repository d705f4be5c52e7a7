import type { LayerCounts } from '@snn/core'
import { expect, it } from 'vitest'
import { watchOrders } from '../test/orders.js'
import { trained, type Trained } from '../test/trained.js'

/** The groups that went to workers of a pool while something was done. */
async function orders(work: () => Promise<unknown>): Promise<string[]> {
  const found = new Set<string>()
  const end = watchOrders(Worker, ({ groups }) => void found.add(groups.join()))
  await work().finally(end)
  return [...found]
}

it('workers with memories of their own do the work, and end in the bits of one thread', async () => {
  const batches = [20, 9, 144, 1, 20]
  let found: Trained
  const groups = await orders(async () => (found = await trained({ threads: 2, apart: 0 }, batches)))
  expect(groups.toSorted()).toEqual(['0,4', '0,8', '4,8', '8,16'])
  expect(found!).toEqual(await trained({ threads: 1 }, batches))
  const [{ forward, weightGradient }] = found!.layers[0] as [LayerCounts]
  expect(Math.min(forward, weightGradient)).toBeGreaterThan(0)
})

it('a page without isolation headers gives them batches that are worth it, and others none', async () => {
  expect(await orders(() => trained({ threads: 2 }, [20, 120]))).toEqual([])
  const groups = await orders(() => trained({ threads: 2 }, [20, 144]))
  expect(groups.toSorted()).toEqual(crossOriginIsolated ? [] : ['0,8', '8,16'])
})
