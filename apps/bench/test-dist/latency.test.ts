import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const program = join(import.meta.dirname, '../dist/main.js')

/** A push gives a spike train, a promise and an array of logits; what else it allocates grows with the layers, the events and the calls. */
it('a push of a stream allocates little more on the host than what it gives', () => {
  const args = ['latency', '--backend', 'cpu', '--threads', '1', '--shape', 'shd', '--hidden', '40,40', '--json']
  const { status, stdout } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })
  expect(status).toBe(0)
  const { hostBytes } = JSON.parse(stdout) as { hostBytes: number }
  expect(hostBytes).toBeGreaterThan(0)
  expect(hostBytes).toBeLessThan(4096)
})
