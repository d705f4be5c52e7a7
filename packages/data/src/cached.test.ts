import { expect, test } from 'vitest'
import { batches } from './batches.js'
import { cached } from './cached.js'
import type { DataSet, GridEvents } from './data-set.js'
import { fromEvents } from './own-data.js'
import { shiftNeurons } from './shift-neurons.js'
import { subset } from './subset.js'
import { fakeBackend } from './testing/fake-backend.js'

const random = (k: number, limit: number): number => Math.floor(((Math.sin(k) * 1e4) % 1) ** 2 * limit)
const b = Array.from({ length: 3000 }, (_, k) => random(k, 20))
const set = fromEvents(
  {
    batch: 20,
    time: 30,
    neurons: 40,
    b,
    t: b.map((_, k) => random(k + 0.3, 30)),
    i: b.map((_, k) => random(k + 0.7, 40)),
  },
  { labels: Array.from({ length: 20 }, (_, k) => k % 2) },
)

async function trains(of: DataSet, epoch = 0): Promise<number[][][]> {
  const { backend, trains } = fakeBackend()
  for await (const _ of batches(backend, of, { size: 7, seed: 3, epoch }));
  return trains
}

test('a cached set gives the same batches, bit for bit, and so does a part of it', async () => {
  const kept = await cached(set)
  expect(kept.checked).toBe(true)
  expect(await trains(kept)).toEqual(await trains(set))
  const part = [3, 5, 7, 9, 11, 13, 15, 17, 19]
  expect(await trains(subset(await cached(set), part))).toEqual(await trains(subset(set, part)))
})

test('a shift moves each sample as a whole, anew each epoch, the same behind a cache', async () => {
  const shifted = shiftNeurons(set, { by: 5 })
  const kept = shiftNeurons(await cached(set), { by: 5 })
  expect(await trains(kept)).toEqual(await trains(shifted))
  expect(await trains(kept, 1)).not.toEqual(await trains(kept))
  expect(await trains(kept, 1)).toEqual(await trains(kept, 1))
  const shifts = new Set<number>()
  for (let sample = 0; sample < 20; sample++) {
    const plain = (await set.get(sample)) as GridEvents
    const moved = await shifted.get(sample, { seed: 1, epoch: 2 })
    const counts = Array.from({ length: 11 }, (_, s) => {
      const expected = Array.from(plain.i, (i, k) => [plain.t[k], i + s - 5]).filter(([, i]) => i! >= 0 && i! < 40)
      return JSON.stringify(expected) === JSON.stringify(Array.from(moved.i, (i, k) => [moved.t[k], i]))
    })
    expect(counts).toContain(true)
    shifts.add(counts.indexOf(true))
  }
  expect(shifts.size).toBeGreaterThan(4)
})

test('caching can be aborted', async () => {
  const slow: DataSet = {
    name: 'slow',
    split: 'all',
    classes: ['a'],
    labels: Array.from({ length: 99 }, () => 0),
    shape: [2],
    length: 99,
    time: 2,
    neurons: 2,
    get: () => new Promise((resolve) => setTimeout(() => resolve({ t: [0], i: [1] }), 20)),
  }
  await expect(cached(slow, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ code: 'ABORTED' })
})
