import { cpu } from '@snn/backend-cpu'
import type { Backend } from '@snn/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { syntheticWork } from '../work/synthetic.js'
import type { Work } from '../work/work.js'
import { measureStep } from './measure.js'

let backend: Backend
let work: Work
beforeAll(async () => {
  backend = await cpu({ threads: 1 })
  work = await syntheticWork({ shape: 'shd', hidden: [24, 16], batch: 4, time: 60 })
})
afterAll(() => backend.close())

describe.each(['sparse', 'dense', 'unrolled'] as const)('a step by the %s rule', (rule) => {
  it('is measured in all its parts', async () => {
    const result = await measureStep(backend, work, rule, { warmUp: 1, rounds: 3 })
    expect(result.stepMs).toBeGreaterThan(0)
    expect(result.spread['stepMs']!.count).toBe(3)
    expect(result.peakBytes.step).toBeGreaterThan(result.peakBytes.forward)
    if (rule === 'unrolled') return
    expect(result.activity).toHaveLength(2)
    const { total, forward, weightGradient, inputGradient } = result.multiplyAdds
    expect(total).toBe(forward + weightGradient + inputGradient)
    expect(forward).toBeGreaterThanOrEqual(24 * result.inputEvents * 0.9)
    // Active at every step but the first: V[0] is a constant.
    if (rule === 'dense') expect(result.activity[0]).toBeCloseTo(59 / 60, 6)
    else expect(result.activity[0]).toBeLessThan(0.05)
  })
})

it('frees all that it makes', async () => {
  const before = backend.memory.live
  await measureStep(backend, work, 'sparse', { warmUp: 0, rounds: 1 })
  expect(backend.memory.live).toBe(before)
})
