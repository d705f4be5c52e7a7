import { cpu } from '@snn/backend-cpu'
import type { Backend } from '@snn/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { run } from '../testing/run.js'
import { measureEpoch } from './measure.js'
import { trainingOf } from './training.js'

let backend: Backend
beforeAll(async () => {
  backend = await cpu({ threads: 1 })
})
afterAll(() => backend.close())

it('is the same training, to the bit, by the loader and on batches at hand', async () => {
  const training = await trainingOf(backend, { data: 'fashion-mnist', samples: 300 })
  await measureEpoch(backend, training, 1)
  const before = backend.memory.live
  const result = await measureEpoch(backend, training, 2)
  expect(result).toMatchObject({
    samples: training.train.length,
    batch: 256,
    sizes: [784, 200, 200, 10],
    sameLoss: true,
  })
  let events = 0
  for (let k = 0; k < training.train.length; k++) events += (await training.train.get(k)).t.length
  expect(result.inputEvents).toBe(events)
  expect(result.loadingShare.withUpload.count).toBe(2)
  for (const seconds of Object.values(result.seconds)) expect(seconds).toBeGreaterThan(0)
  expect(backend.memory.live).toBe(before)
})

it('is told in words, and refuses what does not go together', async () => {
  const { out, code } = await run(
    'epoch',
    '--data',
    'fashion-mnist',
    '--samples',
    '40',
    '--turns',
    '1',
    '--threads',
    '1',
  )
  expect(code).toBe(0)
  expect(out).toMatch(/an epoch of fashion-mnist, 38 samples in batches of 256/)
  expect(out).toMatch(/batches on the backend before +\d+/)
  expect(await run('epoch')).toMatchObject({ code: 1, err: expect.stringContaining('there is nothing to train on') })
  expect(await run('epoch', '--run', '/nowhere')).toMatchObject({
    code: 1,
    err: expect.stringContaining('no run folder'),
  })
})
