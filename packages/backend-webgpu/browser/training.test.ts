import { opfs } from '@snn/train'
import { describe, expect, it } from 'vitest'
import { trainingSuite } from '../src/testing/training-suite.js'

let count = 0

describe('a network trained in a page', { timeout: 120_000 }, () => {
  trainingSuite(() => opfs(`webgpu-${performance.timeOrigin}/run-${count++}`))

  it('or in a worker has a loss that falls', async () => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    const losses = await new Promise<number[]>((resolve, reject) => {
      worker.addEventListener('message', ({ data }) => resolve(data as number[]))
      worker.addEventListener('error', reject)
    })
    worker.terminate()
    expect(losses.at(-1)!).toBeLessThan(losses[0]!)
  })
})
