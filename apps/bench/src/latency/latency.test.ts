import { cpu } from '@snn/backend-cpu'
import { expect, it } from 'vitest'
import { syntheticWork } from '../work/synthetic.js'
import { measureLatency } from './measure.js'

it('times pushes of a stream, counts what they allocate, and frees all that it makes', async () => {
  await using backend = await cpu({ threads: 1 })
  const work = await syntheticWork({ shape: 'shd', hidden: [24, 16], batch: 1, time: 60 })
  const before = backend.memory.live
  const result = await measureLatency(backend, work, { chunk: 4, warmUp: 10, pushes: 200 })
  expect(result.us.count).toBe(200)
  expect(result.us.median).toBeGreaterThan(0)
  expect(result.us.p99).toBeGreaterThanOrEqual(result.us.upperQuartile)
  expect(result.hostBytes).toBeGreaterThan(0)
  expect(result.eventsPerPush).toBeCloseTo(work.events.length / 3 / 15, 6)
  expect(backend.memory.live).toBe(before)
})
