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
