import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'

/** Exit code and output of a program of its own. */
function run(program: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { cwd: import.meta.dirname })
  let output = ''
  child.stdout.on('data', (data: Buffer) => (output += data.toString()))
  child.stderr.on('data', (data: Buffer) => (output += data.toString()))
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code, output })))
}

it('threads do not keep a process alive that forgets to close its backend', async () => {
  const { code, output } = await run(`
    import { cpu } from '@snn/backend-cpu'
    const backend = await cpu({ threads: 3 })
    console.log(backend.device)`)
  expect(output).toContain('3 threads')
  expect(code).toBe(0)
})

it('close ends the threads, and may be waited for', async () => {
  const { code, output } = await run(`
    import { cpu } from '@snn/backend-cpu'
    const backend = await cpu({ threads: 3 })
    await backend.close()
    console.log('closed')`)
  expect(output).toBe('closed\n')
  expect(code).toBe(0)
})

it('workers that share no memory keep a process alive while they work, and no longer', async () => {
  const { code, output } = await run(`
    import { cpu } from '@snn/backend-cpu'
    import { expr, full, mean, spikeCounts, spikingLayer } from '@snn/core'
    const backend = await cpu({ threads: 2, apart: 0 })
    const current = full(backend, [4, 3], 0.12)
    const surrogate = expr.constant(1)
    const layer = { inputs: 0, neurons: 3, alpha: 0.9, threshold: 1, reset: 1, backwardThreshold: 0.5, surrogate }
    const { count } = await backend.step(() => ({
      count: mean(spikeCounts(spikingLayer(layer, { current, time: 100 }).spikes)),
    }))
    console.log(count > 0)`)
  expect(output).toBe('true\n')
  expect(code).toBe(0)
})
