import { createRequire } from 'node:module'
import type * as NodeWorkers from 'node:worker_threads'
import { type Backend, expr, full, hostArray, mean, spikeCounts, spikingLayer } from '@snn/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { watchOrders } from '../../test/orders.js'
import { cpu } from '../cpu.js'
import type { Order } from './member.js'

const { Worker } = createRequire(import.meta.url)('node:worker_threads') as typeof NodeWorkers

const time = 100
const surrogate = expr.constant(1)
const layer = { inputs: 0, neurons: 5, alpha: 0.9, threshold: 1, reset: 1, backwardThreshold: 0.5, surrogate }

/** Mean spike count of neurons that a constant current drives, in all samples or in the first ones. */
async function step(backend: Backend, batch: number, driven = batch): Promise<number> {
  const values = new Float32Array(batch * layer.neurons).fill(0.12, 0, driven * layer.neurons)
  const current = backend.tensor(hostArray(values, [batch, layer.neurons]))
  const { count } = await backend
    .step(() => ({ count: mean(spikeCounts(spikingLayer(layer, { current, time }).spikes)) }))
    .finally(() => current.free())
  return count
}

describe('workers with memories of their own', () => {
  let backend: Backend
  let unwatch = (): void => {}
  beforeEach(async () => {
    backend = await cpu({ threads: 3, apart: 10 * time })
  })
  afterEach(async () => {
    unwatch()
    await backend.close()
  })

  function watch(seen: (order: Order, worker: NodeWorkers.Worker) => Order | undefined | void): void {
    unwatch = watchOrders(Worker, seen)
  }

  it('are what the backend says that it works on', () => {
    expect(backend.device).toBe('3 threads, WebAssembly SIMD')
    expect(backend.details).toMatchObject({
      threads: 3,
      sharedMemory: false,
      worksOn: 'the calling thread and workers',
    })
  })

  it('share the groups of a batch from so many rows on, and count the same spikes', async () => {
    const groups: (readonly [number, number])[] = []
    watch((order) => void groups.push(order.groups))
    const alone = await step(backend, 9)
    expect(groups).toEqual([])
    expect(await step(backend, 10)).toBe(alone)
    expect(alone).toBeGreaterThan(0)
    expect(groups).toEqual([
      [0, 2],
      [2, 4],
      [4, 8],
    ])
  })

  it('are heard when a list was too short, though memory grew while they worked', async () => {
    await using short = await cpu({ threads: 3, apart: 0, capacity: 1 })
    await using plain = await cpu({ threads: 1 })
    watch(() => queueMicrotask(() => full(short, [1 << 22], 0)))
    expect(await step(short, 10, 1)).toBe(await step(plain, 10, 1))
  })

  it('name what one of them failed at, and no work is done after it', async () => {
    watch((order) => ({ ...order, fetched: [order.bytes, 4] }))
    const failed = expect.objectContaining({ code: 'BACKEND', message: expect.stringContaining('RangeError') })
    await expect(step(backend, 10)).rejects.toThrowError(failed)
    await expect(step(backend, 9)).rejects.toThrowError(failed)
  })

  it('are named when one dies at its work', async () => {
    watch((_, worker) => void worker.terminate())
    await expect(step(backend, 10)).rejects.toThrowError(
      expect.objectContaining({ code: 'BACKEND', message: expect.stringContaining('it ended with exit code 1') }),
    )
  })
})
