import { randomKey, splitKey } from '@snn/core'
import { expect, test } from 'vitest'
import { encoded } from '../encoder.js'
import { bins } from '../encoders/bins.js'
import { recordings } from '../event-recordings.js'
import type { Events } from '../events.js'
import { subset } from '../subset.js'
import { eventsFrom, listed } from '../testing/random-events.js'
import { cropSpace } from './crop-space.js'
import { flatten } from './flatten.js'
import { flipSpace } from './flip.js'
import { jitterTime } from './jitter-time.js'
import { compose, transformed } from './transform.js'

const sensor = { width: 6, height: 4, polarities: 2 }
const recording = (index: number): Events =>
  eventsFrom(
    Array.from({ length: 20 }, (_, k) => ({ t: 1000 * k, x: (k + index) % 6, y: k % 4, p: k % 2 })),
    sensor,
  )
const source = recordings({
  name: 'made up',
  split: 'all',
  classes: ['a'],
  sensor,
  labels: new Uint8Array(40),
  waits: false,
  read: recording,
})
const jitter = jitterTime({ std: 1e-3 })

test('composed transforms run in order, each with draws of its own', () => {
  const key = randomKey(5)
  const both = compose(jitter, flatten(), jitter)(recording(0), key)
  const first = flatten()(jitter(recording(0), splitKey(key, 0)), splitKey(key, 1))
  expect(both).toEqual(jitter(first, splitKey(key, 2)))
  expect(both).not.toEqual(jitter(first, splitKey(key, 0)))
})

test('a source takes the sensor and shape that its transforms make, before any sample is read', () => {
  const part = transformed(source, cropSpace({ width: 3, height: 2 }))
  expect([part.sensor, part.shape]).toEqual([{ width: 3, height: 2, polarities: 2 }, [2, 2, 3]])
  expect(transformed(part, flatten()).shape).toEqual([12])
  expect(encoded(part, bins({ time: 20, dt: 1e-3 })).neurons).toBe(12)
  expect(() => transformed(source, cropSpace({ width: 7 }))).toThrow(/7 x 1 does not fit/)
})

test('draws follow from seed, epoch and sample, and a part of a set keeps those of the whole', async () => {
  const augmented = transformed(source, jitter)
  const at = async (index: number, seed: number, epoch: number): Promise<unknown> =>
    listed(await augmented.get(index, { seed, epoch }))
  expect(await at(3, 1, 2)).toEqual(await at(3, 1, 2))
  expect(await at(3, 1, 2)).not.toEqual(await at(3, 1, 3))
  expect(await at(3, 1, 2)).not.toEqual(await at(3, 2, 2))
  expect(recording(6)).toEqual(recording(0))
  expect(await at(6, 1, 2)).not.toEqual(await at(0, 1, 2))
  expect(listed(await subset(augmented, [7, 3]).get(1, { seed: 1, epoch: 2 }))).toEqual(await at(3, 1, 2))
})

test('a transform upon a transformed source draws apart from it', async () => {
  const flip = flipSpace({ axis: 'x' })
  const twice = transformed(transformed(source, flip), flip)
  const unchanged = await Promise.all(
    Array.from({ length: 40 }, async (_, k) => (await twice.get(k)).x.join() === recording(k).x.join()),
  )
  expect(new Set(unchanged).size).toBe(2)
})
