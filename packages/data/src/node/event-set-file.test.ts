import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordings } from '../event-recordings.js'
import { eventsFrom, listed } from '../testing/random-events.js'
import { convertEventSet, eventSetFile } from './event-set-file.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snn-set-'))
})
afterAll(() => rm(folder, { recursive: true }))

const sensor = { width: 50, height: 40, polarities: 2 }
const source = recordings({
  name: 'made up',
  split: 'train',
  classes: ['a', 'b'],
  sensor,
  labels: Uint8Array.from({ length: 100 }, (_, k) => k % 2),
  read: async (index) =>
    eventsFrom(
      Array.from({ length: 20 * index }, (_, k) => ({ t: 9 * k, x: (k * index) % 50, y: k % 40, p: k % 2 })),
      sensor,
    ),
})

test('a converted set gives the same recordings in any order, and leaves nothing beside its file', async () => {
  const path = join(folder, 'deep', 'train.events')
  const progress: number[] = []
  await convertEventSet(source, path, { onProgress: (done) => progress.push(done) })
  expect(progress).toEqual(Array.from({ length: 100 }, (_, k) => k + 1))
  expect(await readdir(join(folder, 'deep'))).toEqual(['train.events'])
  const set = await eventSetFile(path)
  expect([set.length, Array.from(set.labels)]).toEqual([100, Array.from(source.labels)])
  for (const k of [99, 0, 50, 51]) expect(listed(await set.get(k))).toEqual(listed(await source.get(k)))
  await truncate(path, 100)
  expect(() => set.get(60)).toThrow(/has become shorter since it was opened: byte \d+ is missing/)
  set.close()
  await expect(eventSetFile(path)).rejects.toMatchObject({ code: 'FORMAT' })
})

test('a conversion that ends early keeps what was there', async () => {
  const path = join(folder, 'kept.events')
  const signal = new AbortController()
  await convertEventSet(source, path)
  const onProgress = (done: number): void => {
    if (done === 40) signal.abort()
  }
  await expect(convertEventSet(source, path, { onProgress, signal: signal.signal })).rejects.toMatchObject({
    code: 'ABORTED',
  })
  const broken = { ...source, get: () => Promise.reject(new Error('disk')) }
  await expect(convertEventSet(broken, path)).rejects.toThrow('disk')
  const set = await eventSetFile(path)
  expect(set.length).toBe(100)
  set.close()
  expect(await readdir(folder)).not.toContain('kept.events.part')
})
