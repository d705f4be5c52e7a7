import { webgpu } from '@snn/backend-webgpu'
import { requireOrSkip } from '@snn/conformance'
import { expect, it } from 'vitest'
import { run } from '../testing/run.js'
import type { KernelsResult } from './command.js'

const reason = await webgpu().then(
  (backend) => backend.close(),
  (error: Error) => error.message,
)
const skip = requireOrSkip('webgpu', reason === undefined, String(reason))

it.skipIf(skip)(
  'kernels --json names what each kernel reads and writes',
  async () => {
    const size = ['--shape', 'shd', '--hidden', '12', '--batch', '2', '--steps', '40']
    const { code, out } = await run('kernels', ...size, '--json')
    expect(code).toBe(0)
    const { kernels } = JSON.parse(out) as KernelsResult
    const spiking = kernels.filter(({ leastBytes }) => leastBytes !== null)
    expect(spiking.map(({ name }) => name)).toEqual(expect.arrayContaining(['layer forward', 'weight gradient']))
    const gradient = kernels.find(({ name }) => name === 'weight gradient')!
    // Every entry of ∇W is written once, and beside it two counters of a workgroup.
    const entries = 4 * (700 * 12 + 12 * 12 + 12 * 20)
    expect(gradient.bytesWritten - entries).toBeGreaterThanOrEqual(0)
    expect(gradient.bytesWritten - entries).toBeLessThanOrEqual(8 * gradient.workgroups)
  },
  120_000,
)
