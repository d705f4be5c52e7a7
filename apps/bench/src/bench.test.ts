import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sharedData } from '@snn/conformance'
import { afterEach, expect, it, vi } from 'vitest'
import { bench } from './bench.js'

afterEach(() => vi.restoreAllMocks())

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', '']
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += text), true))
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += text), true))
  return { code: await bench(args), out, err }
}

const tiny = [
  'step',
  '--shape',
  'shd',
  '--hidden',
  '12',
  '--batch',
  '2',
  '--steps',
  '40',
  '--threads',
  '1',
  '--repeats',
  '2',
]

it('step --json prints the keys that scripts read', async () => {
  const { code, out } = await run(...tiny, '--json')
  expect(code).toBe(0)
  const keys = 'forwardMs,backwardMs,updateMs,stepMs,layer2BackwardMs,peakBytes,activity,spikeDensity,multiplyAdds'
  expect(Object.keys(JSON.parse(out) as object)).toEqual(expect.arrayContaining(keys.split(',')))
})

it('step saves its work, and dumps one gradient a weight, which the saved work gives again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'snn-bench-'))
  try {
    const [saved, first, second] = [join(folder, 'work'), join(folder, 'a'), join(folder, 'b')]
    expect((await run(...tiny, '--save-work', saved, '--dump', first)).code).toBe(0)
    expect((await run('step', '--work', saved, '--repeats', '1', '--dump', second)).code).toBe(0)
    for (const [name, size] of [
      ['dW0', 700 * 12],
      ['dW1', 12 * 12],
      ['dW2', 12 * 20],
    ] as const) {
      const bytes = await readFile(join(first, `${name}.bin`))
      expect(bytes).toHaveLength(4 * size)
      expect(bytes.equals(await readFile(join(second, `${name}.bin`)))).toBe(true)
      expect(bytes.some((byte) => byte !== 0)).toBe(true)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

it.each([
  [['stp'], /no command 'stp'/],
  [['step'], /nothing to measure on/],
  [['step', '--shape', 'shd', '--work', 'x'], /both given/],
  [['step', '--work', 'x', '--batch', '4'], /--batch is of synthetic work/],
  [['step', '--shape', 'mnist'], /--shape must be one of shd/],
  [['step', '--shape', 'shd', '--hidden', 'many'], /--hidden must be a number/],
  [['step', '--shape', 'shd', '--fast'], /--fast/],
  [['step', '--work', 'no/such/folder'], /ENOENT/],
])('%j is refused in words', async (args, message) => {
  const { code, err } = await run(...args)
  expect(code).toBe(1)
  expect(err).toMatch(message)
  expect(err).not.toMatch(/at .*\.ts:/)
})

const nMnist = sharedData('nmnist-small.tar.gz')
it.skipIf(nMnist === undefined)('load goes over the same events in original files and in an event set', async () => {
  const { code, out } = await run('load', '--data', join(nMnist!, '..'), '--passes', '1', '--json')
  expect(code).toBe(0)
  const found = JSON.parse(out) as { samples: number; events: Record<string, number>; ratio: number }
  expect(found.samples).toBe(1000)
  expect(found.events['originals']).toBeGreaterThan(4e6)
  expect(found.events['converted']).toBe(found.events['originals'])
  expect(found.ratio).toBeGreaterThan(0)
  expect((await run('load')).err).toContain('load needs --data')
})
