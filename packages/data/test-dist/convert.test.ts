import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventSetFile } from '@snn/data/node'
import { afterAll, beforeAll, expect, test } from 'vitest'

const program = join(import.meta.dirname, 'convert-made-up.mjs')
let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'snn-convert-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the conversion, killed so many milliseconds after it has begun; gives how many that took when it was let be. */
async function convert(path: string, killAfter?: number): Promise<number> {
  const child = spawn(process.execPath, [program, path, '300'])
  const ended = new Promise((resolve) => child.on('exit', resolve))
  await new Promise((resolve) => child.stdout.once('data', resolve))
  const begin = performance.now()
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter)
  await ended
  clearTimeout(timer)
  return performance.now() - begin
}

async function expectWhole(path: string): Promise<void> {
  const set = await eventSetFile(path)
  expect(set.length).toBe(300)
  for (let k = 0; k < set.length; k++) expect((await set.get(k)).t.at(-1)).toBe(71 * 4199 + (k % 7))
  set.close()
}

test('a conversion killed at any moment leaves no file, or a whole one, and the next one succeeds', async () => {
  const whole = await convert(join(folder, 'timed.events'))
  let killed = 0
  for (let run = 0; run < 8; run++) {
    const path = join(folder, `${run}.events`)
    await convert(path, ((run + 0.5) / 8) * whole)
    if (existsSync(path)) await expectWhole(path)
    else killed++
  }
  expect(killed).toBeGreaterThan(0)
  const last = join(folder, '0.events')
  await convert(last)
  await expectWhole(last)
})

// The shell counts in 512 bytes. The last piece is then written in part, without an error.
test.skipIf(process.platform === 'win32')('a disk that fills up leaves no file', async () => {
  const path = join(folder, 'whole.events')
  await convert(path)
  const limit = Math.floor(statSync(path).size / 512) - 1
  const full = join(folder, 'full')
  const { status, stderr } = spawnSync('sh', [
    '-c',
    `ulimit -f ${limit}; "$0" "$1" "$2" 300`,
    process.execPath,
    program,
    join(full, 'set.events'),
  ])
  expect(status, String(stderr)).not.toBe(0)
  expect(readdirSync(full)).toEqual([])
})
