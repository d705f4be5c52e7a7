import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/* The built command as a user runs it. */

const program = join(import.meta.dirname, '../dist/main.js')
let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'snn-cli-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function snn(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' })
}

function facts(stdout: string): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** Of the numbers in the newest checkpoint: weights and moments. */
function numbersOf(run: string): string {
  const checkpoints = join(folder, run, 'checkpoints')
  const newest = readdirSync(checkpoints)
    .filter((name) => name.startsWith('step-'))
    .toSorted()
    .at(-1)!
  const bytes = readFileSync(join(checkpoints, newest))
  const header = Number(bytes.readBigUInt64LE(0))
  return `${newest} ${createHash('sha256')
    .update(bytes.subarray(8 + header))
    .digest('hex')}`
}

const short = ['train', 'fashion-mnist', '--hidden', '32', '--json']

describe('snn train', () => {
  test('prints one JSON object a line, the last with the test accuracy', () => {
    const { status, stdout } = snn(...short, '--epochs', '2', '--out', 'run')
    const all = facts(stdout)
    const lines = all.filter((line) => line['type'] !== 'batch')
    expect(status).toBe(0)
    expect(all.filter((line) => line['type'] === 'batch')).toHaveLength(2 * 23)
    expect(lines.map((line) => line['type'])).toEqual(['start', 'epoch', 'epoch', 'result'])
    const last = lines.at(-1)!
    expect(last['testAccuracy']).toBeGreaterThan(0.15)
    expect(last['testAccuracy']).toBe(lines.at(-2)!['testAccuracy'])
    expect(readFileSync(join(folder, 'run/metrics.jsonl'), 'utf8').trim().split('\n')).toHaveLength(2)
  })

  test('a run that was killed goes on to the same bits, with another number of threads', async () => {
    const options = [...short, '--epochs', '6']
    snn(...options, '--out', 'whole', '--threads', '1')
    const killed = spawn(process.execPath, [program, ...options, '--out', 'killed'], { cwd: folder })
    const begun = join(folder, 'killed/metrics.jsonl')
    const exited = new Promise((resolve) => killed.once('exit', resolve))
    while (!existsSync(begun)) await new Promise((resolve) => setTimeout(resolve, 5))
    killed.kill('SIGKILL')
    await exited
    const { status, stdout } = snn('train', '--resume', 'killed', '--threads', '2', '--json')
    expect(status).toBe(0)
    expect(facts(stdout).at(-1)!['type']).toBe('result')
    expect(numbersOf('killed')).toBe(numbersOf('whole'))
  })

  test('SIGINT ends it with a checkpoint', async () => {
    const stopped = spawn(process.execPath, [program, ...short, '--epochs', '50', '--out', 'stopped'], { cwd: folder })
    let stdout = ''
    stopped.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    const exited = new Promise<number | null>((resolve) => stopped.once('exit', resolve))
    while (!stdout.includes('"epoch"')) await new Promise((resolve) => setTimeout(resolve, 5))
    stopped.kill('SIGINT')
    expect(await exited).toBe(130)
    expect(facts(stdout).at(-1)!['type']).toBe('stopped')
    expect(numbersOf('stopped')).toMatch(/^step-/)
  })
})

test('snn eval finds the accuracy that the training printed', () => {
  const trained = facts(snn(...short, '--epochs', '1', '--out', 'evaluated').stdout).at(-1)!
  const tested = facts(snn('eval', 'evaluated', '--json').stdout).at(-1)!
  expect(tested['testAccuracy']).toBe(trained['testAccuracy'])
})

test('snn inspect shows a run, and snn backends the machine', () => {
  snn(...short, '--epochs', '1', '--out', 'inspected')
  const { stdout, stderr } = snn('inspect', 'inspected')
  expect(facts(stdout)).toContainEqual(expect.objectContaining({ type: 'weights', name: 'layer0.weight' }))
  expect(stderr).toContain('layer0.weight')
  expect(facts(snn('backends', '--json').stdout)[0]).toMatchObject({ type: 'backend', name: 'cpu', available: true })
})

test('a narrow reader that leaves early ends a training with a checkpoint', async () => {
  const child = spawn(process.execPath, [program, ...short, '--epochs', '50', '--out', 'left'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.stdout!.once('data', () => child.stdout!.destroy())
  expect(await exited).toBe(130)
  expect(numbersOf('left')).toMatch(/^step-/)
})

describe('a run folder', () => {
  beforeAll(() => {
    snn(...short, '--epochs', '1', '--samples', '500', '--schedule', 'constant', '--out', 'first')
    snn('train', 'fashion-mnist', '--epochs', '1', '--samples', '500', '--out', 'other', '--hidden', '16')
  }, 60_000)

  test('is not trained into twice, and is not changed on the way', () => {
    expect(snn(...short, '--out', 'first').stderr).toContain('--out first holds a run already')
    expect(snn('train', '--resume', 'first', '--rate', '1').stderr).toContain('--rate cannot be changed')
    expect(snn('train', '--resume', 'other', '--epochs', '9').stderr).toContain('laid out over 1 epochs')
  })

  test('keeps an infinite B_th', () => {
    snn(...short, '--epochs', '1', '--samples', '200', '--schedule', 'constant', '--b-th', 'Infinity', '--out', 'dense')
    const lines = facts(snn('train', '--resume', 'dense', '--epochs', '2', '--json').stdout)
    expect(lines[0]!['settings']).toMatchObject({ backwardThreshold: 'Infinity' })
    expect(lines.findLast(({ type }) => type === 'epoch')!['activity']).toEqual([99])
  })

  test('goes on to more epochs where the rate is constant', () => {
    const { status, stdout } = snn('train', '--resume', 'first', '--epochs', '2', '--json')
    expect(status).toBe(0)
    expect(facts(stdout).map(({ type }) => type)).toContain('resume')
    expect(facts(stdout).at(-1)).toMatchObject({ type: 'result', epochs: 2 })
  })

  test('with the checkpoint of another network is refused by eval and train', () => {
    const newest = readdirSync(join(folder, 'other/checkpoints')).find((name) => name.startsWith('step-'))!
    const bytes = readFileSync(join(folder, 'other/checkpoints', newest))
    writeFileSync(join(folder, 'first/checkpoints/step-00099999.safetensors'), bytes)
    for (const args of [
      ['eval', 'first'],
      ['train', '--resume', 'first'],
    ]) {
      const { status, stderr } = snn(...args)
      expect(status).toBe(1)
      expect(stderr).toMatch(/another network|other settings/)
      expect(stderr).not.toContain('    at ')
    }
    rmSync(join(folder, 'first/checkpoints/step-00099999.safetensors'))
  })

  test('with a truncated checkpoint goes on from the one before, and says so', () => {
    const newest = readdirSync(join(folder, 'first/checkpoints')).findLast((name) => name.startsWith('step-'))!
    writeFileSync(
      join(folder, 'first/checkpoints/step-00099999.safetensors'),
      readFileSync(join(folder, 'first/checkpoints', newest)).subarray(0, 5000),
    )
    const { status, stderr } = snn('train', '--resume', 'first')
    expect(stderr).toContain('cannot be read')
    expect(status).toBe(0)
  })
})

test('with --json a mistake is an object too', () => {
  const { status, stdout } = snn('train', 'fashion-mnist', '--rule', 'fast', '--json')
  expect(status).toBe(1)
  expect(facts(stdout)).toEqual([
    { type: 'error', code: 'ARGUMENT', message: expect.stringContaining('--rule must be one of'), where: 'rule' },
  ])
})

describe('a mistake is told in words, with exit code 1 and no stack', () => {
  test.each([
    [['train'], 'train needs a data set'],
    [['trian'], 'Did you mean train?'],
    [['train', 'fashion-mnist', '--epochs', 'ten'], "--epochs must be a whole number from 1; got 'ten'"],
    [['train', 'fashion-mnist', '--data', 'nowhere'], 'A right folder holds train-images-idx3-ubyte.gz'],
    [['train', 'fashion-mnist', '--backend', 'abacus'], '--backend must be one of cpu'],
    [['eval', 'nowhere'], 'there is no run folder nowhere'],
    [['inspect', '.'], 'config.json is missing'],
    [['train', 'fashon-mnist'], 'Did you mean fashion-mnist?'],
    [['train', 'fashion-mnist', '--epoch', '3'], 'Did you mean --epochs?'],
    [['train', 'fashion-mnist', '--b-th', '0'], "--b-th must be a number above 0; got '0'"],
    [['train', 'fashion-mnist', 'here', 'again'], 'got fashion-mnist here again'],
    [['train', 'nmnist'], 'train nmnist needs the folder of its files'],
    [['train', 'folder', 'nowhere'], 'nowhere cannot be read'],
    [['train', '--resume', 'nowhere'], 'there is no run folder nowhere'],
    [['backends', 'cpu'], "'cpu' is not an option"],
  ])('snn %j', (args, message) => {
    const { status, stdout, stderr } = snn(...args)
    expect(status).toBe(1)
    expect(facts(stdout)).toEqual([
      expect.objectContaining({ type: 'error', message: expect.stringContaining(message) }),
    ])
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('    at ')
  })
})

test('a network that no machine has room for is no fault of snn', () => {
  const { status, stdout, stderr } = snn('train', 'fashion-mnist', '--hidden', '100000000', '--out', 'huge')
  expect(status).toBe(1)
  expect(facts(stdout).at(-1)).toMatchObject({ type: 'error', code: 'MEMORY' })
  expect(stderr).toContain('this takes more memory than the machine has')
  expect(stderr).not.toContain('fault')
})

test('a run whose data or checkpoint are gone says what to do', () => {
  snn(...short, '--epochs', '1', '--out', 'kept')
  const config = join(folder, 'kept/config.json')
  const begun = readFileSync(config, 'utf8')
  writeFileSync(config, begun.replace('"settings": {', '"settings": { "data": "/no/such/folder",'))
  for (const words of [
    ['eval', 'kept'],
    ['train', '--resume', 'kept'],
  ])
    expect(snn(...words).stderr).toMatch(
      /the data of the run are no more in \/no\/such\/folder.\n {2}Say where they are/,
    )
  writeFileSync(config, begun)
  const checkpoints = join(folder, 'kept/checkpoints')
  const last = join(checkpoints, readdirSync(checkpoints).toSorted().at(-1)!)
  writeFileSync(last, readFileSync(last).subarray(0, 100))
  for (const command of ['eval', 'inspect'])
    expect(snn(command, 'kept').stderr).toMatch(/kept\/checkpoints\/step-\d+.safetensors is damaged: not a sound/)
})

test('an old Node is refused by name', () => {
  const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } })`
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${old}`, program, 'backends'],
    {
      encoding: 'utf8',
    },
  )
  expect([status, stderr]).toEqual([1, expect.stringContaining('snn: Node 22 or later is needed')])
})
