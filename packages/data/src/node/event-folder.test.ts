import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeNpz } from '../formats/npz.js'
import { listed } from '../testing/random-events.js'
import { eventFolder } from './event-folder.js'

let top: string
beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'snn-folder-'))
})
afterAll(() => rm(top, { recursive: true }))

async function npz(path: string, x: number, sensor = [8, 6, 2]): Promise<void> {
  await mkdir(join(top, path, '..'), { recursive: true })
  const arrays = { t: [10, 20], x: [x, 0], y: [0, 5], p: [0, 1], sensor }
  await writeFile(
    join(top, path),
    writeNpz(Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, Uint32Array.from(values)]))),
  )
}

test('a folder of class folders is one split, its classes in order, other files left out', async () => {
  for (const [name, x] of [
    ['10', 7],
    ['9', 3],
    ['2', 1],
  ] as const)
    await npz(`plain/${name}/a.npz`, x)
  await npz('plain/2/b.npz', 2)
  await writeFile(join(top, 'plain/2/notes.txt'), 'no recording')
  const { all, ...others } = await eventFolder({ folder: join(top, 'plain'), license: 'none' })
  expect(others).toEqual({})
  expect(all).toMatchObject({
    name: 'plain',
    split: 'all',
    classes: ['2', '9', '10'],
    license: 'none',
    shape: [2, 6, 8],
  })
  expect(Array.from(all!.labels)).toEqual([0, 0, 1, 2])
  expect(listed(await all!.get(3))).toEqual([
    { t: 10, x: 7, y: 0, p: 0 },
    { t: 20, x: 0, y: 5, p: 1 },
  ])
})

test('folders train and test are splits with one list of classes', async () => {
  for (const path of ['train/a/1', 'train/b/1', 'test/b/1', 'validation/c/1']) await npz(`split/${path}.npz`, 1)
  const parts = await eventFolder({ folder: join(top, 'split'), name: 'mine' })
  expect(Object.keys(parts)).toEqual(['train', 'validation', 'test'])
  for (const [split, part] of Object.entries(parts))
    expect(part).toMatchObject({ name: 'mine', split, classes: ['a', 'b', 'c'] })
  expect([Array.from(parts['train']!.labels), Array.from(parts['test']!.labels)]).toEqual([[0, 1], [1]])
})

test('what does not fit is named', async () => {
  await npz('bad/a/1.npz', 1)
  await npz('bad/b/1.npz', 9, [10, 10, 2])
  const { all } = await eventFolder({ folder: join(top, 'bad') })
  await expect(all!.get(1)).rejects.toThrow(/b.1.npz has an event at column 9, row 0, polarity 0, outside 8 x 6 x 2/)
  const wide = await eventFolder({ folder: join(top, 'bad'), sensor: { width: 10, height: 10, polarities: 2 } })
  expect((await wide['all']!.get(1)).x[0]).toBe(9)
  await mkdir(join(top, 'empty/a'), { recursive: true })
  await expect(eventFolder({ folder: join(top, 'empty') })).rejects.toThrow(/has no recordings/)
  await expect(eventFolder({ folder: join(top, 'nowhere') })).rejects.toThrow(/cannot be read/)
})
