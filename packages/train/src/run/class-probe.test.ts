import { cpu } from '@snn/backend-cpu'
import { hostArray } from '@snn/core'
import { predictions } from '@snn/metrics'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { classProbe } from './class-probe.js'

const numRuns = Number(process.env['SNN_RUNS'] ?? 50)

let backend: Awaited<ReturnType<typeof cpu>>
beforeAll(async () => {
  backend = await cpu({ threads: 1 })
})
afterAll(() => backend.close())

const cases = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 9 })).chain(([classes, batch]) =>
  fc.record({
    classes: fc.constant(classes),
    batch: fc.constant(batch),
    values: fc.array(fc.integer({ min: -3, max: 2 }), { minLength: batch * classes, maxLength: batch * classes }),
    labels: fc.array(fc.nat(classes - 1), { minLength: batch, maxLength: batch }),
  }),
)

it('tells what a host would find in logits and labels, for any number of classes', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ classes, batch, values, labels }) => {
      const host = hostArray(Float32Array.from(values), [batch, classes])
      const taken = predictions(host)
      const probe = classProbe(backend, classes)
      const [logits, targets] = [backend.tensor(host), backend.tensor(hostArray(Int32Array.from(labels)))]
      const facts = probe.read(await backend.step(() => probe.scalars(logits, targets)))
      for (const value of [probe, logits, targets]) value.free()
      expect(facts).toEqual({
        correct: labels.filter((label, b) => label === taken[b]).length,
        predicted: Array.from({ length: classes }, (_, c) => taken.includes(c)),
        risen: Array.from({ length: classes }, (_, c) => values.some((value, k) => k % classes === c && value > 0)),
      })
    }),
    { numRuns },
  )
  expect(backend.memory.live).toBe(0)
})
