import { runs } from '@snn/conformance'
import { randomKey, randomNormal, randomUniform, type RandomKey } from '@snn/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Sensor } from '../events.js'
import { listed, randomEvents, type Event } from '../testing/random-events.js'
import { cropSpace } from './crop-space.js'
import { cropTime } from './crop-time.js'
import { denoise } from './denoise.js'
import { downsampleSpace } from './downsample-space.js'
import { downsampleTime } from './downsample-time.js'
import { dropArea, dropEvents, dropTime } from './drop.js'
import { flatten } from './flatten.js'
import { flipSpace, flipTime } from './flip.js'
import { jitterSpace } from './jitter-space.js'
import { jitterTime } from './jitter-time.js'
import { mergePolarities, splitPolarities } from './polarities.js'
import { refractory } from './refractory.js'
import { shiftSpace } from './shift-space.js'
import { stretchTime } from './stretch-time.js'
import type { Transform } from './transform.js'

type Slow = (list: readonly Event[], sensor: Sensor, key: RandomKey) => Event[]

const byTime = (list: readonly Event[]): Event[] => list.toSorted((a, b) => a.t - b.t)
const inside = (list: readonly Event[], { width, height }: Sensor): Event[] =>
  list.filter(({ x, y }) => x >= 0 && x < width && y >= 0 && y < height)
const whole = (key: RandomKey, index: number, count: number): number => Math.floor(randomUniform(key, index) * count)
const flips = (key: RandomKey): boolean => randomUniform(key, 0) < 0.5

/** Each transform beside the plainest way to write it. */
const table: Record<string, readonly [Transform, Slow]> = {
  'crop space, center': [
    cropSpace({ width: 3 }),
    (list, { width, height }) => {
      const [left, top] = [Math.floor((width - 3) / 2), Math.floor((height - 1) / 2)]
      return inside(
        list.map((e) => ({ ...e, x: e.x - left, y: e.y - top })),
        { width: 3, height: 1, polarities: 1 },
      )
    },
  ],
  'crop space, random': [
    cropSpace({ width: 2, at: 'random' }),
    (list, { width, height }, key) => {
      const [left, top] = [whole(key, 0, width - 1), whole(key, 1, height)]
      return inside(
        list.map((e) => ({ ...e, x: e.x - left, y: e.y - top })),
        { width: 2, height: 1, polarities: 1 },
      )
    },
  ],
  'crop time': [
    cropTime({ from: 5e-3, to: 12e-3 }),
    (list) => list.filter(({ t }) => t >= 5000 && t < 12000).map((e) => ({ ...e, t: e.t - 5000 })),
  ],
  'downsample space': [
    downsampleSpace({ by: 2 }),
    (list) => list.map((e) => ({ ...e, x: (e.x - (e.x % 2)) / 2, y: (e.y - (e.y % 2)) / 2 })),
  ],
  'downsample time': [
    downsampleTime({ dt: 3e-3 }),
    (list) => {
      const binned = list.map((e) => ({ ...e, t: e.t - (e.t % 3000) }))
      return [...new Map(binned.map((e) => [JSON.stringify(e), e])).values()]
    },
  ],
  'merge polarities': [mergePolarities(), (list) => list.map((e) => ({ ...e, p: 0 }))],
  'split polarities': [
    splitPolarities(),
    (list, { height }) => list.map((e) => ({ ...e, y: e.p === 1 ? height + e.y : e.y, p: 0 })),
  ],
  flatten: [
    flatten(),
    (list, { width, height }) =>
      list.map(({ t, x, y, p }) => ({ t, x: p * height * width + y * width + x, y: 0, p: 0 })),
  ],
  'jitter time': [
    jitterTime({ std: 4e-3 }),
    (list, _, key) =>
      byTime(list.map((e, k) => ({ ...e, t: e.t + 4000 * randomNormal(key, k) })).filter(({ t }) => t >= 0)),
  ],
  'jitter space': [
    jitterSpace({ x: 1, y: 0.7 }),
    (list, sensor, key) =>
      inside(
        list.map((e, k) => ({
          ...e,
          x: e.x + Math.round(randomNormal(key, 2 * k)),
          y: e.y + Math.round(0.7 * randomNormal(key, 2 * k + 1)),
        })),
        sensor,
      ),
  ],
  'shift space': [
    shiftSpace({ x: 2, y: 1 }),
    (list, sensor, key) =>
      inside(
        list.map((e) => ({ ...e, x: e.x + whole(key, 0, 5) - 2, y: e.y + whole(key, 1, 3) - 1 })),
        sensor,
      ),
  ],
  'drop events': [
    dropEvents({ probability: 0.3 }),
    (list, _, key) => list.filter((_, k) => randomUniform(key, k) >= 0.3),
  ],
  'drop time': [
    dropTime({ fraction: 0.25 }),
    (list, _, key) => {
      const [first, last] = [list[0]?.t ?? 0, list.at(-1)?.t ?? 0]
      const from = first + randomUniform(key, 0) * 0.75 * (last - first)
      return list.filter(({ t }) => !(t >= from && t < from + 0.25 * (last - first)))
    },
  ],
  'drop area': [
    dropArea({ fraction: 0.25 }),
    (list, { width, height }, key) => {
      const rows = Math.max(1, Math.round(height / 2))
      const columns = Math.min(width, Math.round((0.25 * width * height) / rows))
      const [left, top] = [whole(key, 0, width - columns + 1), whole(key, 1, height - rows + 1)]
      return list.filter(({ x, y }) => !(x >= left && x < left + columns && y >= top && y < top + rows))
    },
  ],
  refractory: [
    refractory({ period: 4e-3 }),
    (list) => {
      const kept: Event[] = []
      for (const e of list)
        if (!kept.some((before) => before.x === e.x && before.y === e.y && e.t - before.t < 4000)) kept.push(e)
      return kept
    },
  ],
  denoise: [
    denoise({ time: 3e-3 }),
    (list) =>
      list.filter((e, k) =>
        list.slice(0, k).some((o) => Math.max(Math.abs(o.x - e.x), Math.abs(o.y - e.y)) === 1 && e.t - o.t <= 3000),
      ),
  ],
  'stretch time': [
    stretchTime({ from: 0.5, to: 2 }),
    (list, _, key) => list.map((e) => ({ ...e, t: (0.5 + 1.5 * randomUniform(key, 0)) * e.t })),
  ],
  'flip x': [
    flipSpace({ axis: 'x' }),
    (list, { width }, key) => list.map((e) => (flips(key) ? { ...e, x: width - 1 - e.x } : e)),
  ],
  'flip y': [
    flipSpace({ axis: 'y' }),
    (list, { height }, key) => list.map((e) => (flips(key) ? { ...e, y: height - 1 - e.y } : e)),
  ],
  'flip time': [
    flipTime(),
    (list, { polarities }, key) => {
      if (!flips(key)) return [...list]
      const both = (list[0]?.t ?? 0) + (list.at(-1)?.t ?? 0)
      return byTime(list.map((e) => ({ ...e, t: both - e.t, p: polarities === 2 ? 1 - e.p : e.p })))
    },
  ],
}

describe.each(Object.entries(table))('%s', (_, [transform, slow]) => {
  test('is what its plain form says, leaves its input alone and depends on the key alone', () => {
    fc.assert(
      fc.property(randomEvents, fc.nat(), (events, seed) => {
        const key = randomKey(seed)
        const before = listed(events)
        const result = transform(events, key)
        expect(listed(result)).toEqual(slow(before, events.sensor, key))
        expect(listed(events)).toEqual(before)
        expect(transform(events, key)).toEqual(result)
      }),
      { numRuns: runs(50) },
    )
  })

  test('keeps times in order and addresses on the sensor that it says', () => {
    fc.assert(
      fc.property(randomEvents, fc.nat(), (events, seed) => {
        const { sensor, t, x, y, p } = transform(events, randomKey(seed))
        expect(t).toEqual(t.toSorted())
        expect(x.every((column) => column < sensor.width)).toBe(true)
        expect(y.every((row) => row < sensor.height)).toBe(true)
        expect(p.every((sign) => sign < sensor.polarities)).toBe(true)
      }),
      { numRuns: runs(50) },
    )
  })
})

test('bad options and sensors that do not fit are named', () => {
  const sensor = { width: 300, height: 300, polarities: 2 }
  const events = { sensor, t: new Float64Array(0), x: new Uint16Array(0), y: new Uint16Array(0), p: new Uint8Array(0) }
  const key = randomKey(0)
  expect(() => cropSpace({ width: 301 })(events, key)).toThrow(/301 x 1 does not fit into a sensor of 300 x 300/)
  expect(() => flatten()(events, key)).toThrow(/at most 65536; this sensor has 180000/)
  expect(() => cropTime({ from: 2, to: 1 })).toThrow(/from must be before to \(1\); got 2/)
  expect(() => dropEvents({ probability: 1.5 })).toThrow(/probability must be a number from 0 to 1; got 1.5/)
  expect(() => jitterTime({ std: -1 })).toThrow(/std must be a number from 0; got -1/)
  expect(() => stretchTime({ from: 2, to: 1 })).toThrow(/from must not be above to \(1\); got 2/)
  expect(() => downsampleSpace({ by: 0 })).toThrow(/by must be a whole number from 1; got 0/)
})
