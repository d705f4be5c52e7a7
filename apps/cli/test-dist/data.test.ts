import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeNpz } from '@snn/data'
import { afterAll, beforeAll, expect, test } from 'vitest'

/* `snn data …` and `snn train folder`, as a user runs them. */

const program = join(import.meta.dirname, '../dist/main.js')
let folder: string

function snn(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' })
}

const facts = (stdout: string): Record<string, unknown>[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'snn-data-'))
  for (const [label, name] of ['left', 'right'].entries()) {
    for (const split of ['train', 'test']) {
      mkdirSync(join(folder, 'mine', split, name), { recursive: true })
      for (let k = 0; k < 6; k++) {
        const x = Uint16Array.from({ length: 40 }, (_, n) => 8 * label + (n % 8))
        const t = Float64Array.from(x, (_, n) => 500 * n + k)
        const arrays = { t, x, y: x.map((_, n) => n % 4), sensor: Uint16Array.of(16, 4, 1) }
        writeFileSync(join(folder, 'mine', split, name, `${k}.npz`), writeNpz(arrays))
      }
    }
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a folder is converted, checked, drawn and trained on', () => {
  const converted = facts(snn('data', 'convert', 'folder', 'mine', '--out', 'fast', '--json').stdout)
  expect(converted.map(({ type, split, samples, events }) => [type, split, samples, events])).toEqual([
    ['converted', 'train', 12, 480],
    ['converted', 'test', 12, 480],
  ])
  expect(readdirSync(join(folder, 'fast')).toSorted()).toEqual(['test.events', 'train.events'])
  expect(snn('data', 'convert', 'folder', 'mine', '--out', 'fast').stderr).toContain('train.events is there already')
  expect(snn('data', 'convert', 'folder', 'mine', '--out', 'fast', '--force').status).toBe(0)

  const checked = snn('data', 'verify', 'fast/train.events', 'mine/test/left/0.npz', '--json')
  expect(facts(checked.stdout).map(({ whole, samples, events }) => [whole, samples, events])).toEqual([
    [true, 12, 480],
    [true, 1, 40],
  ])

  const all = facts(snn('data', 'verify', 'folder', 'mine', '--json').stdout)
  expect(all.map(({ name, samples, events }) => [name, samples, events])).toEqual([
    ['folder train', 12, 480],
    ['folder test', 12, 480],
  ])

  const [set] = facts(snn('data', 'info', 'fast/train.events', '--json').stdout)
  expect(set).toMatchObject({ format: 'event-set', samples: 12, events: 480, durationMicros: 19_500 })
  const [sample] = facts(snn('data', 'info', 'mine/test/left/0.npz', '--json').stdout)
  expect(sample).toEqual({
    type: 'info',
    path: 'mine/test/left/0.npz',
    format: 'npz',
    sensor: { width: 16, height: 4, polarities: 1 },
    events: 40,
    durationMicros: 19_500,
  })
  expect(snn('data', 'info', 'absent.raw').stderr).toContain('the file absent.raw cannot be read')

  const drawn = facts(snn('data', 'draw', 'fast/test.events', '--sample', '7', '--out', 'a.png', '--json').stdout)
  expect(drawn).toEqual([
    expect.objectContaining({ type: 'sample', sample: 7, label: 'right', events: 40, durationMicros: 19500 }),
  ])
  expect(readFileSync(join(folder, 'a.png')).subarray(1, 4).toString()).toBe('PNG')
  expect(snn('data', 'draw', 'mine/test/left/0.npz').stderr).toMatch(/40 events in 20 ms on 16 x 4\n.*[░▒▓█]/)

  for (const data of ['mine', 'fast']) {
    const options = [
      '--epochs',
      '4',
      '--batch',
      '4',
      '--hidden',
      '16',
      '--steps',
      '30',
      '--out',
      `run-${data}`,
      '--json',
    ]
    const { stdout, status } = snn('train', 'folder', data, ...options)
    expect(status).toBe(0)
    expect(facts(stdout).at(-1)).toMatchObject({ type: 'result', testSamples: 12, chance: 0.5 })
  }
  const [one, other] = ['mine', 'fast'].map((data) => readFileSync(join(folder, `run-${data}/metrics.jsonl`), 'utf8'))
  const losses = (text: string): unknown[] => facts(text).map(({ loss, testLoss }) => [loss, testLoss])
  expect(losses(one!)).toEqual(losses(other!))
}, 60_000)

test('a damaged file is found, with exit code 1', () => {
  snn('data', 'convert', 'folder', 'mine', '--out', 'broken')
  const path = join(folder, 'broken/train.events')
  const bytes = readFileSync(path)
  bytes[200]! ^= 1
  writeFileSync(path, bytes)
  const { status, stdout } = snn('data', 'verify', 'broken/test.events', 'broken/train.events', '--json')
  expect(status).toBe(1)
  expect(facts(stdout).map(({ whole }) => whole)).toEqual([true, false])
  expect(facts(stdout)[1]).toMatchObject({ code: 'CHECKSUM', message: expect.stringContaining('sample') })
})

test('a recording that was cut off is refused at a byte', () => {
  writeFileSync(join(folder, 'short.bin'), new Uint8Array(12))
  const { status, stdout } = snn('data', 'info', 'short.bin', '--json')
  expect(status).toBe(1)
  expect(facts(stdout)).toMatchObject([{ type: 'error', code: 'FORMAT', offset: 12 }])
})

test('mistakes are told in words', () => {
  expect(snn('data', 'list').stdout).toContain('N-MNIST')
  expect(snn('data').stdout).toContain('snn data convert SET DIR')
  expect(snn('data', 'convrt').stderr).toContain('Did you mean convert?')
  expect(snn('data', 'convert', 'nmnist').stderr).toContain('data convert needs a set, its folder and --out')
  expect(snn('data', 'convert', 'mnist', 'mine', '--out', 'x').stderr).toContain('mnist is a set of images')
  expect(snn('data', 'convert', 'mnits', 'mine', '--out', 'x').stderr).toContain('Did you mean mnist?')
  expect(snn('data', 'draw', 'nothing', 'mine').stderr).toMatch(/Sets are fashion-mnist, .*, folder\./)
  expect(snn('data', 'draw', 'shd').stderr).toContain('data draw shd needs the folder of the set')
  expect(snn('data', 'draw', 'folder', 'mine', '--out', 'a.jpg').stderr).toContain('--out must name a PNG; got a.jpg')
  expect(snn('data', 'verify', 'nmnist').stderr).toContain('data verify nmnist needs the folder of the set')
  expect(snn('data', 'draw', 'folder', 'mine', '--split', 'all').stderr).toContain('splits are train, test')
  expect(snn('data', 'draw', 'folder', 'mine', '--sample', '12').stderr).toContain('--sample must be below 12; got 12')
})
