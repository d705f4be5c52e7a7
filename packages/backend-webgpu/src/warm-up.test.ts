import { smallModel, smallSet } from '@snn/train/testing/small'
import { describe, expect, it } from 'vitest'
import type { WarmUp } from './index.js'
import { losses } from './testing/losses.js'
import { skipWithoutDevice } from './testing/skip-without-device.js'
import { webgpu } from './webgpu.js'

describe.skipIf(await skipWithoutDevice())('kernels', () => {
  it('are compiled beside the thread that asks for them, which is told how far they are', async () => {
    const told: WarmUp[] = []
    const backend = await webgpu({ warmUp: (progress) => told.push(progress) })
    const [set, one] = [smallSet(20), await smallModel(backend)]
    const first = losses(one, set, { steps: 1, batch: 20 })
    await first
    const { kernels } = told.at(-1)!
    expect(kernels).toBeGreaterThan(10)
    expect(told.at(-1)).toEqual({ compiled: kernels, kernels })
    // All that a step needs is asked for before the first is there, or nearly all: nobody waits for one after the other.
    const asked = told.map(({ kernels }) => kernels)
    expect(asked).toEqual(asked.toSorted((a, b) => a - b))
    expect(told.some(({ compiled, kernels: some }) => some > compiled + kernels / 2)).toBe(true)
    const before = told.length
    await losses(one, set, { steps: 2, batch: 20 })
    expect(told).toHaveLength(before)
    await backend.close()
  })
})
