import { spawnSync } from 'node:child_process'
import { webgpu } from '@snn/backend-webgpu'
import { requireOrSkip } from '@snn/conformance'
import { describe, expect, it } from 'vitest'

const reason = await webgpu().then(
  (backend) => backend.close(),
  (error: Error) => error.message,
)
const skip = requireOrSkip('webgpu', reason === undefined, String(reason))

/** A program of its own process: what it prints, and how it ends. */
function run(program: string, ...flags: string[]): { status: number | null; signal: string | null; out: string } {
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [...flags, '--input-type=module', '-e', program],
    {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      timeout: 25_000,
    },
  )
  return { status, signal, out: stdout + stderr }
}

const program = `
import { webgpu } from '@snn/backend-webgpu'
import { add, hostArray } from '@snn/core'
const backend = await webgpu()
const x = backend.tensor(hostArray(Float32Array.of(1, 2)))
console.log(...(await add(x, x).read()).data)
`

describe.skipIf(skip)('a process that used the GPU ends by itself', () => {
  it('when the backend was closed', () => {
    expect(run(`${program} await backend.close()`)).toEqual({ status: 0, signal: null, out: '2 4\n' })
  })

  it('when it was not', () => {
    expect(run(program)).toEqual({ status: 0, signal: null, out: '2 4\n' })
  })

  it('when a step was under way', () => {
    expect(run(`${program} void backend.step(() => ({ y: add(x, 1) }))`)).toMatchObject({ status: 0, signal: null })
  })

  it('when backends were closed and collected', () => {
    const again = `
import { webgpu } from '@snn/backend-webgpu'
for (let n = 0; n < 8; n++) {
  await (await webgpu()).close()
  gc()
}
console.log('done')
`
    expect(run(again, '--expose-gc')).toEqual({ status: 0, signal: null, out: 'done\n' })
  })
})
