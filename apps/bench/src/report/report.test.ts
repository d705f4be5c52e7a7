import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { run } from '../testing/run.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snn-report-'))
})
afterAll(() => rm(folder, { recursive: true }))

const tiny = ['--shape', 'shd', '--hidden', '8', '--batch', '2', '--steps', '30', '--threads', '1']

async function written(name: string, ...args: string[]): Promise<string> {
  const { out } = await run(...args, '--json')
  const file = join(folder, `${name}.json`)
  await writeFile(file, `> npm says something first\n${out}`)
  return file
}

it('makes one page that needs nothing else, with a section and a command for each result', async () => {
  const files = [
    await written('step', 'step', ...tiny, '--repeats', '1'),
    await written('compare', 'compare', ...tiny, '--b', 'cpu:dense', '--pairs', '2'),
    await written('balance', 'balance', ...tiny),
    await written('latency', 'latency', ...tiny.slice(0, 4), '--pushes', '80', '--warm-up', '1', '--threads', '1'),
    await written(
      'scale',
      'scale',
      '--axes',
      'time',
      '--values',
      '20,40',
      '--hidden',
      '8',
      '--batch',
      '2',
      '--repeats',
      '1',
    ),
  ]
  const out = join(folder, 'page.html')
  expect(await run('report', ...files, '--out', out)).toMatchObject({ code: 0, out: `${out}: 5 results\n` })
  const page = await readFile(out, 'utf8')
  expect(page.match(/<h2>/g)).toHaveLength(5)
  expect(page.match(/<svg [^>]*role="img"/g)).toHaveLength(6)
  expect(page).toContain(`<code>bench step ${tiny.join(' ')} --repeats 1</code>`)
  expect(page).not.toMatch(/NaN|undefined|\[object|<script|src=|https?:/)
})

it('shows the plain figures of a kind that it has no drawing for', async () => {
  const file = join(folder, 'other.json')
  const machine = {
    processor: 'A <fast> one',
    cores: 2,
    memoryBytes: 2 ** 30,
    system: 's',
    runtime: 'Node v',
    loadBefore: 0,
  }
  const figures = {
    medianMs: 0.05,
    share: { of: { loading: 0.123456 } },
    sizes: [7, 2],
    none: null,
    parts: [
      { name: 'a', ms: 1 },
      { name: 'b', ms: 2 },
    ],
  }
  await writeFile(file, JSON.stringify({ kind: 'other', command: 'bench other', machine, ...figures }))
  const out = join(folder, 'other.html')
  expect((await run('report', file, '--out', out)).code).toBe(0)
  const page = await readFile(out, 'utf8')
  expect(page).toMatch(/<h2>other<\/h2>[^]*medianMs<\/th><td class="number">0.05</)
  expect(page).toMatch(/share\.of\.loading<\/th><td class="\w+">0.1235</)
  expect(page).toMatch(/sizes<\/th><td class="\w+">7, 2</)
  expect(page).toMatch(/<h3>parts<\/h3>[^]*<th scope="row">b<\/th><td class="number">2</)
  expect(page).not.toMatch(/null|\[object/)
  expect(page).toContain('A &lt;fast&gt; one')
})

it('refuses what is no result, and names the line', async () => {
  const file = join(folder, 'wrong.json')
  await writeFile(file, '\n{"kind":"step"}\n')
  expect(await run('report', file)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/line 2 of .*wrong.json is no result/),
  })
  await writeFile(file, 'nothing\n')
  expect(await run('report', file)).toMatchObject({ code: 1, err: expect.stringMatching(/holds no result/) })
  expect(await run('report')).toMatchObject({ code: 1, err: expect.stringMatching(/nothing to report/) })
})
