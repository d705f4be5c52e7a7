import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { webgpu } from '@snn/backend-webgpu'
import { requireOrSkip } from '@snn/conformance'
import { expect, it } from 'vitest'
import { run } from '../testing/run.js'

const found = await webgpu().then(
  async (backend) => {
    await backend.close()
    return { software: backend.details['software'] === true, reason: '' }
  },
  (error: Error) => ({ software: undefined, reason: error.message }),
)
const skip = requireOrSkip('webgpu', found.software !== undefined, found.reason)

it.skipIf(skip)(
  'figures of a software adapter are marked as such, and no others: in text, in JSON and in the page',
  async () => {
    const size = ['--shape', 'shd', '--hidden', '6', '--batch', '2', '--steps', '20', '--warm-up', '0']
    const commands = [
      ['step', '--backend', 'webgpu', ...size, '--repeats', '1'],
      ['compare', '--a', 'webgpu', '--b', 'cpu', ...size, '--pairs', '1', '--threads', '1'],
    ]
    const folder = await mkdtemp(join(tmpdir(), 'snn-software-'))
    const [results, page] = [join(folder, 'all.json'), join(folder, 'page.html')]
    const mark = /software, not a GPU/g
    const times = found.software ? 1 : 0
    let lines = ''
    for (const command of commands) {
      const [text, json] = [await run(...command), await run(...command, '--json')]
      expect([text.code, json.code]).toEqual([0, 0])
      expect(text.out.match(mark) ?? []).toHaveLength(times)
      expect(json.out.match(mark) ?? []).toHaveLength(times)
      lines += json.out
    }
    await writeFile(results, lines)
    await run('report', results, '--out', page)
    expect((await readFile(page, 'utf8')).match(mark) ?? []).toHaveLength(times * commands.length)
    await rm(folder, { recursive: true })
  },
  120_000,
)
