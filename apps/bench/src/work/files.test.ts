import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readWork, writeWork } from './files.js'
import type { Work } from './work.js'

const work: Work = {
  batch: 2,
  time: 3,
  sizes: [4, 3, 2],
  alpha: 0.9,
  alphaReadout: 0.95,
  over: 'last',
  backwardThreshold: Infinity,
  regularizer: { upper: { weight: 0.06, above: 1, power: 2 }, lower: { weight: 100, below: 1e-3 } },
  events: Int32Array.of(0, 0, 3, 0, 2, 1, 1, 1, 0),
  weights: [Float32Array.from({ length: 12 }, (_, k) => k / 3), Float32Array.from({ length: 6 }, (_, k) => -k)],
  labels: Int32Array.of(1, 0),
  origin: { shape: 'shd', seed: 3 },
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snn-work-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const changeMeta = async (change: object): Promise<void> => {
  const meta: object = JSON.parse(await readFile(join(folder, 'meta.json'), 'utf8'))
  await writeFile(join(folder, 'meta.json'), JSON.stringify({ ...meta, ...change }))
}

it('a work that is written is read as it was', async () => {
  await writeWork(folder, work)
  expect(await readWork(folder)).toEqual(work)
})

it('files are plain little-endian numbers, events as triples b, t, i', async () => {
  await writeWork(folder, work)
  const bytes = await readFile(join(folder, 'events.bin'))
  expect(Array.from({ length: 9 }, (_, k) => bytes.readInt32LE(4 * k))).toEqual([0, 0, 3, 0, 2, 1, 1, 1, 0])
  expect((await readFile(join(folder, 'W0.bin'))).readFloatLE(4)).toBe(Math.fround(1 / 3))
})

it('what meta.json leaves out is the sum for 20 classes, the maximum for 10, 0.2, and no regularizers', async () => {
  await writeWork(folder, work)
  await changeMeta({ readout: undefined, B_th: undefined, regularisers: undefined, shape: undefined })
  expect(await readWork(folder)).toMatchObject({ over: 'max', backwardThreshold: 0.2, regularizer: undefined })
  await changeMeta({ sizes: [4, 3, 20] })
  await writeFile(join(folder, 'W1.bin'), new Uint8Array(4 * 60))
  expect((await readWork(folder)).over).toBe('sum')
})

it('events in any order are sorted', async () => {
  await writeWork(folder, { ...work, events: Int32Array.of(1, 1, 0, 0, 2, 1, 0, 0, 3) })
  expect((await readWork(folder)).events).toEqual(work.events)
})

it.each([
  ['B', { B: 0 }],
  ['alpha', { alpha: 1.5 }],
  ['readout', { readout: 'median' }],
  ['B_th', { B_th: -1 }],
])('a bad %s is refused by name', async (name, change) => {
  await writeWork(folder, work)
  await changeMeta(change)
  await expect(readWork(folder)).rejects.toMatchObject({ code: 'FORMAT', where: name })
})

it('an array that does not fit meta.json is refused by its file', async () => {
  await writeWork(folder, work)
  await writeFile(join(folder, 'W1.bin'), new Uint8Array(20))
  await expect(readWork(folder)).rejects.toMatchObject({ code: 'FORMAT', file: join(folder, 'W1.bin') })
})
