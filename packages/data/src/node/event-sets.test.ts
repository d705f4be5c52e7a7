import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sharedData } from '@snn/conformance'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cached } from '../cached.js'
import { encoded } from '../encoder.js'
import { bins } from '../encoders/bins.js'
import { nMnist } from './n-mnist.js'
import { shd } from './spike-set.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snn-events-'))
})
afterAll(() => rm(folder, { recursive: true }))

const five = (x: number, y: number, p: number, t: number): number[] => [
  x,
  y,
  (p << 7) | (t >> 16),
  (t >> 8) & 255,
  t & 255,
]

test('N-MNIST in its published layout gives each file the class of its folder', async () => {
  const path = join(folder, 'n-mnist')
  for (const part of ['Train', 'Test']) {
    for (let label = 0; label < 10; label++) {
      await mkdir(join(path, part, String(label)), { recursive: true })
      await writeFile(join(path, part, String(label), '00001.bin'), Uint8Array.from(five(label, 3, 1, 1000 * label)))
    }
  }
  const { train, test } = await nMnist({ folder: path })
  expect(Array.from(train.labels)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(test.partial).toBe('10 of 10000 samples')
  const events = await train.get(7)
  expect([events.t[0], events.x[0], events.y[0], events.p[0]]).toEqual([7000, 7, 3, 1])
  await rm(join(path, 'Test', '4'), { recursive: true })
  await expect(nMnist({ folder: path })).rejects.toThrow(/lacks Test\/4 of N-MNIST/)
  await expect(nMnist({ folder })).rejects.toThrow(/holds no N-MNIST/)
})

const small = sharedData('nmnist-small.tar.gz')
describe.skipIf(small === undefined)('the 1,100 samples of N-MNIST', () => {
  test('load from their archive, say that they are a part, and go on the grid of the paper', async () => {
    const { train, test } = await nMnist({ folder: join(small!, '..') })
    expect([train.length, test.length, train.partial]).toEqual([1000, 100, '1000 of 60000 samples'])
    expect([test.labels[0], train.labels[0]]).toEqual([7, 5])
    const set = await cached(encoded(train, bins({ time: 300, dt: 1e-3, polarities: 'merge' })))
    expect([set.neurons, set.shape]).toEqual([34 * 34, [34, 34]])
    const { t, i } = await set.get(0)
    const pairs = new Set(Array.from(t, (step, k) => step * 1156 + i[k]!))
    expect(pairs.size).toBe(t.length)
    expect(t.length).toBeGreaterThan(1000)
  })
})

test('SHD refuses a folder that lacks its files, and a file that is none', async () => {
  await expect(shd({ folder })).rejects.toThrow(/lacks shd_train.h5 of Spiking Heidelberg Digits/)
  await writeFile(join(folder, 'shd_train.h5'), 'nonsense, but long enough')
  await expect(shd({ folder })).rejects.toMatchObject({ code: 'FORMAT', offset: 0 })
  await writeFile(
    join(folder, 'shd_train.h5'),
    Uint8Array.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]),
  )
  await expect(shd({ folder })).rejects.toMatchObject({ code: 'FORMAT' })
})

const spikes = sharedData('shd')
describe.skipIf(spikes === undefined)('SHD (re-made)', () => {
  test(
    'has 2,040 test samples of about 5.8 thousand events, 1.6 % of the cells at 2 ms',
    { timeout: 60_000 },
    async () => {
      const { train, test } = await shd({ folder: spikes! })
      expect([train.length, test.length, test.classes.length]).toEqual([8380, 2040, 20])
      const set = await cached(encoded(test, bins({ time: 500, dt: 2e-3 })))
      let [raw, cells] = [0, 0]
      for (let k = 0; k < 200; k++) {
        raw += (await test.get(k)).t.length
        cells += (await set.get(k)).t.length
      }
      expect(raw / 200).toBeGreaterThan(5000)
      expect(raw / 200).toBeLessThan(6500)
      expect(cells / 200 / (500 * 700)).toBeCloseTo(0.016, 2)
      const again = await test.get(5)
      expect((await test.get(5)).t).toEqual(again.t)
      expect(again.t).toEqual(again.t.toSorted())
    },
  )
})
