import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const program = join(import.meta.dirname, 'convert-made-up.mjs')
let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'snn-large-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('20,000 samples of the size of N-MNIST are converted and loaded in less than 500 MB', () => {
  const path = join(folder, 'train.events')
  const { stdout } = spawnSync(process.execPath, [program, path, '20000', 'load'], { encoding: 'utf8' })
  const { events, maxRss } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { events: number; maxRss: number }
  console.log(`resident at most ${(maxRss / 1e6).toFixed(0)} MB for ${events} events on the grid`)
  expect(events).toBeGreaterThan(20_000 * 4000)
  expect(maxRss).toBeLessThan(500e6)
})
