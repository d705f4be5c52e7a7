import type { Backend, HostArray, PackedEvents } from '@snn/core'
import { batches, split, type DataSet } from '@snn/data'
import { inWorkers } from '@snn/data/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { jittered } from './worker-set.ts'

const module = new URL('worker-set.ts', import.meta.url)
let set: Awaited<ReturnType<typeof inWorkers>>
beforeAll(async () => {
  set = await inWorkers(module, 'jittered', { workers: 3 })
})
afterAll(() => set.close())

/** Keeps what came in the train that it gives: threads may hand their batches over in another order than they are used. */
const backend = {
  spikes: ({ rowStart, index }: PackedEvents) => ({ rowStart: [...rowStart], index: [...index], free() {} }),
  tensor: ({ data }: HostArray<Int32Array>) => ({ data, free() {} }),
} as unknown as Pick<Backend, 'spikes' | 'tensor'>

/** All of one epoch, batch by batch. */
async function epoch(of: DataSet, options = {}): Promise<unknown[]> {
  const found: unknown[] = []
  for await (const { spikes, labels, samples } of batches(backend, of, { size: 7, seed: 5, epoch: 2, ...options }))
    found.push([{ ...spikes, free: 0 }, { ...labels, free: 0 }, samples])
  return found
}

test('batches made in threads have the very same bits, augmentation included, in any number at once', async () => {
  const plain = await epoch(jittered())
  expect(set).toMatchObject({ name: 'jittered', length: 60, time: 25, neurons: 64, shape: [2, 4, 8], atOnce: 3 })
  expect(await epoch(set)).toEqual(plain)
  expect(await epoch(set, { prefetch: 0 })).toEqual(plain)
  expect(await epoch(set, { start: 4 })).toEqual(plain.slice(4))
  expect(await epoch(set, { epoch: 3 })).not.toEqual(plain)
})

test('parts of it, and single samples, are those of the set itself', async () => {
  const options = { fraction: 0.3, seed: 1 }
  const [ours, plain] = [split(set, options), split(jittered(), options)]
  expect(await epoch(ours.validation)).toEqual(await epoch(plain.validation))
  const [found, expected] = [await set.get(9), await jittered().get(9)]
  const keys = ({ t, i }: typeof found): string[] => Array.from(t, (step, k) => `${step} ${i[k]}`)
  expect(keys(found)).toEqual([...new Set(keys(expected))])
})

test('the function gets what it is called with', async () => {
  const calm = await inWorkers(module, 'jittered', { workers: 1, argument: 0 })
  expect(await epoch(calm)).toEqual(await epoch(jittered(0)))
  expect(await epoch(calm)).not.toEqual(await epoch(set))
  await calm.close()
})

test('errors of a thread come with their name', async () => {
  await expect(inWorkers(module, 'absent')).rejects.toMatchObject({
    code: 'DATA',
    message: 'the disk is gone.',
  })
  await expect(inWorkers(module, 'nothing')).rejects.toThrow(/exports no function 'nothing'/)
  const damaged = await inWorkers(module, 'damaged', { workers: 1 })
  await expect(epoch(damaged)).rejects.toMatchObject({ name: 'DataError', code: 'DATA' })
  expect((await damaged.get(3)).i).toEqual(Uint32Array.of(3))
  await damaged.close()
  await expect(damaged.get(3)).rejects.toThrow(/has ended/)
  const mortal = await inWorkers(module, 'mortal', { workers: 1 })
  await expect(epoch(mortal)).rejects.toThrow(/the thread that reads .* has ended/)
})
