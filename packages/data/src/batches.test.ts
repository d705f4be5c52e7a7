import { expect, test } from 'vitest'
import { batches, type BatchesOptions } from './batches.js'
import type { DataSet } from './data-set.js'
import { fromEvents } from './own-data.js'
import { fakeBackend } from './testing/fake-backend.js'

/** Sample k has k events, all of neuron k. */
function staircase(length: number): DataSet {
  const b: number[] = []
  for (let k = 0; k < length; k++) for (let n = 0; n < k; n++) b.push(k)
  const events = { batch: length, time: length, neurons: length, b, t: b.map((_, k) => k % length), i: b }
  return fromEvents(events, { labels: Array.from({ length }, (_, k) => k % 3), repeats: 'sum' })
}

async function run(
  set: DataSet,
  options: Partial<BatchesOptions>,
): Promise<{ samples: number[][]; trains: number[][][]; labels: number[][] }> {
  const { backend, trains, labels, live } = fakeBackend()
  const samples: number[][] = []
  for await (const batch of batches(backend, set, { size: 4, seed: 1, epoch: 0, ...options })) {
    samples.push([...batch.samples])
    expect(batch.size).toBe(batch.samples.length)
  }
  expect(live()).toBe(0)
  return { samples, trains, labels }
}

const waiting = (set: DataSet): DataSet => {
  const { write: _, ...rest } = set
  return { ...rest, get: async (index, moment) => set.get(index, moment) }
}

test('an epoch gives each sample once, with its events and label', async () => {
  const { samples, trains, labels } = await run(staircase(10), {})
  const all = samples.flat()
  expect(all.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(labels.flat()).toEqual(all.map((k) => k % 3))
  expect(
    trains.flatMap((rows) => [...Array(rows.length / 10).keys()].map((b) => rows.slice(10 * b, 10 * b + 10).flat())),
  ).toEqual(all.map((k) => Array(k).fill(k)))
})

test('order follows seed and epoch', async () => {
  const order = async (options: Partial<BatchesOptions>): Promise<number[]> =>
    (await run(staircase(30), options)).samples.flat()
  const first = await order({})
  expect(await order({})).toEqual(first)
  expect(await order({ epoch: 1 })).not.toEqual(first)
  expect(await order({ seed: 2 })).not.toEqual(first)
  expect(await order({ shuffle: false })).toEqual([...Array(30).keys()])
})

test('a set that waits, any prefetch and a start in mid-epoch give the same batches', async () => {
  const whole = await run(staircase(23), {})
  for (const prefetch of [0, 1, 3]) {
    expect(await run(staircase(23), { prefetch })).toEqual(whole)
    expect(await run(waiting(staircase(23)), { prefetch })).toEqual(whole)
    const rest = await run(staircase(23), { prefetch, start: 2 })
    expect(rest.samples).toEqual(whole.samples.slice(2))
    expect(rest.trains).toEqual(whole.trains.slice(2))
  }
})

test('the last batch of fewer samples is kept or dropped', async () => {
  const { backend } = fakeBackend()
  expect((await run(staircase(10), {})).samples.map((s) => s.length)).toEqual([4, 4, 2])
  expect((await run(staircase(10), { dropLast: true })).samples.map((s) => s.length)).toEqual([4, 4])
  expect(batches(backend, staircase(10), { size: 4, seed: 0, epoch: 0 }).length).toBe(3)
  expect(batches(backend, staircase(10), { size: 4, seed: 0, epoch: 0, start: 2, dropLast: true }).length).toBe(0)
})

test('a batch lives until the next is asked for, and prefetch holds no more than it says', async () => {
  const { backend, live } = fakeBackend()
  const iterator = batches(backend, staircase(40), { size: 4, seed: 0, epoch: 0, prefetch: 2 })[Symbol.asyncIterator]()
  await iterator.next()
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(live()).toBe(6)
  await iterator.next()
  expect(live()).toBeLessThanOrEqual(6)
  await iterator.return?.()
  expect(live()).toBe(0)
})

test('leaving the loop frees all, by break, error or signal', async () => {
  const { backend, live } = fakeBackend()
  const abort = new AbortController()
  for await (const _ of batches(backend, staircase(40), { size: 4, seed: 0, epoch: 0 })) break
  expect(live()).toBe(0)
  const aborted = async (): Promise<void> => {
    for await (const _ of batches(backend, staircase(40), { size: 4, seed: 0, epoch: 0, signal: abort.signal }))
      abort.abort()
  }
  await expect(aborted()).rejects.toMatchObject({ code: 'ABORTED' })
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(live()).toBe(0)
})

test('bad options and data are named', async () => {
  const { backend, live } = fakeBackend()
  const options = { size: 4, seed: 0, epoch: 0 }
  const iterate = async (set: DataSet): Promise<void> => {
    for await (const _ of batches(backend, set, options));
  }
  expect(() => batches(backend, staircase(4), { ...options, size: 0 })).toThrow(
    /size must be a whole number from 1; got 0/,
  )
  expect(() => batches(backend, staircase(4), { ...options, epoch: -1 })).toThrow(/epoch must be/)
  expect(() => batches(backend, staircase(0), options)).toThrow(/has no samples/)
  await expect(iterate({ ...staircase(5), labels: [0, 1, 7, 0, 0] })).rejects.toThrow(/sample 2 of events has label 7/)
  await expect(iterate({ ...staircase(5), neurons: 3 })).rejects.toThrow(/neuron [34]; expected .* from 0 to 2/)
  await expect(iterate({ ...waiting(staircase(5)), get: () => Promise.reject(new Error('disk')) })).rejects.toThrow(
    'disk',
  )
  expect(live()).toBe(0)
})
