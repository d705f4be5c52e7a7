import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { sharedData } from '@snn/conformance'
import { expect, it } from 'vitest'

const program = join(import.meta.dirname, '../dist/main.js')
const nMnist = sharedData('nmnist-small.tar.gz')

it.skipIf(nMnist === undefined)('bench load goes over the same events in original files and in an event set', () => {
  const args = ['load', '--data', join(nMnist!, '..'), '--passes', '1', '--json']
  const { status, stdout } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })
  expect(status).toBe(0)
  const found = JSON.parse(stdout) as { samples: number; events: Record<string, number>; ratio: number }
  expect(found.samples).toBe(1000)
  expect(found.events['originals']).toBeGreaterThan(4e6)
  expect(found.events['converted']).toBe(found.events['originals'])
  expect(found.events['threaded']).toBe(found.events['originals'])
  expect(found.ratio).toBeGreaterThan(0)
})
