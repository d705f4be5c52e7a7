import { cpu } from '@snn/backend-cpu'
import { batches, fromEvents } from '@snn/data'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'
import { expect, it } from 'vitest'
import { trainBothRules, type BatchResult } from './both-rules.js'

it('both rules start at the same loss, stay together, and have the same gradients at the same weights', async () => {
  await using backend = await cpu({ threads: 1 })
  const count = 12 * 30
  const of = (value: (k: number) => number): Int32Array => Int32Array.from({ length: count }, (_, k) => value(k))
  const events = { b: of((k) => k % 12), t: of((k) => (k * 7) % 40), i: of((k) => (k * 11 + (k % 12)) % 20) }
  const labels = Array.from({ length: 12 }, (_, k) => k % 3)
  const set = fromEvents({ batch: 12, time: 40, neurons: 20, ...events }, { labels })
  const network = sequential({ dt: 1e-3, backwardThreshold: 0.2 }, [
    spiking(dense(20, 12), lif({ tau: 10e-3 })),
    readout(dense(12, 3), leaky({ tau: 10e-3 }), 'max'),
  ])
  const found: BatchResult[] = []
  const given = batches(backend, set, { size: 4, seed: 0, epoch: 0 })
  for await (const result of trainBothRules(backend, network, given, { seed: 0, rate: 1e-2 })) found.push(result)
  expect(found.map(({ batch }) => batch)).toEqual([1, 2, 3])
  expect(found[0]!.sparseLoss).toBeCloseTo(found[0]!.unrolledLoss, 5)
  for (const { sparseLoss, unrolledLoss, cosine } of found) {
    expect(Math.abs(sparseLoss - unrolledLoss)).toBeLessThan(0.05 * unrolledLoss)
    expect(cosine).toHaveLength(2)
    for (const value of cosine) expect(value).toBeGreaterThan(0.99999)
  }
})
