import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { run } from './testing/run.js'

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
  const keys =
    'kind,command,machine,forwardMs,backwardMs,updateMs,stepMs,trainingStepMs,layer2BackwardMs,peakBytes,activity,spikeDensity,multiplyAdds'
  expect(Object.keys(JSON.parse(out) as object)).toEqual(expect.arrayContaining(keys.split(',')))
  expect(JSON.parse(out)).toMatchObject({ kind: 'step', command: `bench ${tiny.join(' ')}` })
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
  [['step', '--work', 'x', '--batch', '4'], /--batch does not go with --work/],
  [['step', '--shape', 'mnist'], /--shape must be one of shd/],
  [['step', '--shape', 'shd', '--hidden', 'many'], /--hidden must be a number/],
  [['step', '--shape', 'shd', '--fast'], /--fast/],
  [['step', '--shape', 'shd', '--backend', 'toString'], /--backend must be one of cpu, webgpu; got 'toString'/],
  [['step', '--work', 'no/such/folder'], /ENOENT/],
  [['step', '--shape', 'shd', '--batch', '100000000'], /this takes more memory than the machine has/],
  [['step', '--data', 'shd'], /--data shd needs --folder/],
  [['step', '--data', 'shd', '--folder', 'no/such/folder'], /no\/such\/folder cannot be read/],
  [['step', '--shape', 'shd', '--run', 'x'], /--run does not go with --shape/],
  [['step', '--data', 'shd', '--folder', '.', '--run', 'x', '--hidden', '20'], /--hidden does not go with --run/],
  [['step', '--data', 'shd', '--folder', '.', '--run', 'no-run'], /no-run has no checkpoint/],
  [['scale', '--axes', 'time,space'], /--axes must be of time, .*'space'/],
  [['scale', '--axes', 'time,batch', '--values', '1'], /--values are of one axis/],
  [['scale', '--axes', 'time', '--values', '10,2.5'], /--values of time must be whole numbers; got 2.5/],
  [['scale', '--axes', 'activity', '--values', '20'], /--values of activity must be parts below 1; got 20/],
  [['scale', '--against', 'torch:fast'], /--against must be of cpu, .*'torch:fast'/],
])('%j is refused in words', async (args, message) => {
  const { code, err } = await run(...args)
  expect(code).toBe(1)
  expect(err).toMatch(message)
  expect(err).not.toMatch(/at .*\.ts:/)
})
