import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'

const program = new URL('train-small.mjs', import.meta.url).pathname
let top: string
beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'snn-kill-'))
})
afterAll(() => rm(top, { recursive: true, force: true }))

/** Runs the program; killed at once when it has said that so many steps are done. */
async function train(path: string, killAt = Infinity, threads = 1) {
  const child = spawn(process.execPath, [program, path, String(threads)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line)
    if (line === `step ${killAt}`) child.kill('SIGKILL')
  }
  return { said, weights: said.find((line) => line.startsWith('weights ')) }
}

const epochsIn = async (path: string): Promise<unknown[]> =>
  (await readFile(join(path, 'metrics.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => ({ ...JSON.parse(line), seconds: 0, peakBytes: 0 }))

it(
  'killed in the middle of epochs, it goes on to the very same weights and metrics',
  { timeout: 120_000 },
  async () => {
    const whole = await train(join(top, 'whole'))
    expect(whole.weights).toBeDefined()

    const path = join(top, 'killed')
    for (const step of [10, 52, 91, 150]) {
      const { said, weights } = await train(path, step, 1 + (step % 2))
      expect(weights).toBeUndefined()
      if (step > 10) expect(said[0]).toMatch(/^resumed [1-9]/)
    }
    const { weights, said } = await train(path)
    expect(said[0]).toMatch(/^resumed 1[3-5]\d$/)
    expect(weights).toBe(whole.weights)
    expect(await epochsIn(path)).toEqual(await epochsIn(join(top, 'whole')))
  },
)
