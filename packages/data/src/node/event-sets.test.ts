import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sharedData } from '@snn/conformance'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { byteSource } from '../byte-source.js'
import { cached } from '../cached.js'
import { encoded } from '../encoder.js'
import { bins } from '../encoders/bins.js'
import { openEventSet } from '../event-set/event-set-reader.js'
import { eventSetWriter } from '../event-set/event-set-writer.js'
import { joined } from '../gunzip.js'
import { nCars, stMnist } from './camera-set.js'
import { convertEventSet } from './event-set-file.js'
import { loadEvents, loadImages, publishedSets } from './load-set.js'
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

/** Ten samples and ten test samples, laid out as N-MNIST is published. */
async function smallNMnist(name: string): Promise<string> {
  const path = join(folder, name)
  for (const part of ['Train', 'Test']) {
    for (let label = 0; label < 10; label++) {
      await mkdir(join(path, part, String(label)), { recursive: true })
      await writeFile(join(path, part, String(label), '00001.bin'), Uint8Array.from(five(label, 3, 1, 1000 * label)))
    }
  }
  return path
}

test('N-MNIST in its published layout gives each file the class of its folder', async () => {
  const path = await smallNMnist('n-mnist')
  const { train, test } = await nMnist({ folder: path })
  expect(Array.from(train.labels)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(test.partial).toBe('10 of 10000 samples')
  const events = await train.get(7)
  expect([events.t[0], events.x[0], events.y[0], events.p[0]]).toEqual([7000, 7, 3, 1])
  await rm(join(path, 'Test', '4'), { recursive: true })
  await expect(nMnist({ folder: path })).rejects.toThrow(/Test\/4 cannot be read/)
  await expect(nMnist({ folder })).rejects.toThrow(/holds no N-MNIST/)
})

const small = sharedData('nmnist-small.tar.gz')
describe.skipIf(small === undefined)('the 1,100 samples of N-MNIST', () => {
  test.each(['the folder of their archive', 'the archive'])(
    'load from %s, say that they are a part, and go on the grid of the paper',
    async (from) => {
      const { train, test } = await nMnist({ folder: from === 'the archive' ? small! : join(small!, '..') })
      expect([train.length, test.length, train.partial]).toEqual([1000, 100, '1000 of 60000 samples'])
      expect([test.labels[0], train.labels[0]]).toEqual([7, 5])
      const set = await cached(encoded(train, bins({ time: 300, dt: 1e-3, polarities: 'merge' })))
      expect([set.neurons, set.shape]).toEqual([34 * 34, [34, 34]])
      const { t, i } = await set.get(0)
      const pairs = new Set(Array.from(t, (step, k) => step * 1156 + i[k]!))
      expect(pairs.size).toBe(t.length)
      expect(t.length).toBeGreaterThan(1000)
    },
  )
})

const samples = sharedData('events')
describe.skipIf(samples === undefined)('samples of sets that are laid out by class', () => {
  async function copied(from: string, to: string): Promise<void> {
    await mkdir(join(folder, to, '..'), { recursive: true })
    await copyFile(join(samples!, from), join(folder, to))
  }

  test('N-Cars: windows of any size on one sensor', async () => {
    for (const part of ['train', 'test']) {
      await copied('NCARS_obj_004397_td.dat', `cars/n-cars_${part}/background/1.dat`)
      await copied('sample_ncars.dat', `cars/n-cars_${part}/cars/2.dat`)
    }
    const { train, test } = await nCars({ folder: join(folder, 'cars') })
    expect(train).toMatchObject({ length: 2, shape: [2, 100, 120], partial: '2 of 15422 samples' })
    expect(test.partial).toBe('2 of 8607 samples')
    expect([(await train.get(0)).t.length, (await train.get(1)).t.length]).toEqual([4407, 2009])
    expect((await train.get(1)).sensor).toEqual(train.sensor)
  })

  test('ST-MNIST: one split, in a folder or in data_submission', async () => {
    for (let digit = 0; digit < 10; digit++)
      await copied('sample_stmnist.mat', `tactile/data_submission/${digit}/1.mat`)
    const { all } = await stMnist({ folder: join(folder, 'tactile') })
    expect(all).toMatchObject({ length: 10, shape: [2, 10, 10], split: 'all', partial: '10 of 6953 samples' })
    expect(await stMnist({ folder: join(folder, 'tactile/data_submission') })).toMatchObject({ all: { length: 10 } })
    expect((await all.get(3)).t.length).toBeGreaterThan(100)
  })
})

test('every published set is known by its name, and a converted one is opened from its files', async () => {
  expect(publishedSets.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['fashion-mnist', 'mnist', 'nmnist', 'shd', 'ssc', 'ncars', 'stmnist']),
  )
  for (const { citation, license, classes, samples, shape } of publishedSets)
    expect([citation, license, classes[0], Object.values(samples)[0], shape[0]].every(Boolean)).toBe(true)
  const original = await loadEvents('nmnist', { folder: await smallNMnist('original') })
  for (const [split, source] of Object.entries(original))
    await convertEventSet(source, join(folder, 'converted', `${split}.events`))
  const { train: again, test } = await loadEvents('nmnist', { folder: join(folder, 'converted') })
  expect([again!.length, again!.partial, test!.length]).toEqual([10, '10 of 60000 samples', 10])
  expect(await again!.get(7)).toEqual(await original['train']!.get(7))
  await expect(loadEvents('shd', { folder: join(folder, 'converted') })).rejects.toThrow(
    /are of N-MNIST, not of Spiking/,
  )
  await expect(loadEvents('nmist', { folder })).rejects.toThrow(/no set 'nmist'; sets are nmnist, shd/)
  await expect(loadImages('nmnist', { folder })).rejects.toThrow(/sets are fashion-mnist, mnist/)
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
      const writer = eventSetWriter(test)
      const bodies = await Promise.all([0, 1, 2].map(async (k) => writer.sample(await test.get(k), test.labels[k]!)))
      const kept = await openEventSet(byteSource(joined([writer.header(), ...bodies, writer.end()])))
      for (const k of [0, 1, 2]) {
        expect(await kept.get(k)).toEqual(await test.get(k))
        expect(bodies[k]!.length).toBeLessThan(3.5 * kept.events(k))
      }
      const again = await test.get(5)
      expect((await test.get(5)).t).toEqual(again.t)
      expect(again.t).toEqual(again.t.toSorted())
    },
  )
})
