import { hostArray } from '@snn/core'
import { expect, test } from 'vitest'
import { fromDense, fromEvents, spikesFromDense } from './own-data.js'

const dense = hostArray(Float32Array.of(0, 1, 0, 2, 0, 0, 1, 0, 0, 0, 3, 0), [2, 2, 3])

test('dense counts become that many events, for either order of the axes', () => {
  const events = spikesFromDense(dense)
  expect(events).toMatchObject({ batch: 2, time: 2, neurons: 3 })
  expect(Array.from(events.b)).toEqual([0, 0, 0, 1, 1, 1, 1])
  expect(Array.from(events.t)).toEqual([0, 1, 1, 0, 1, 1, 1])
  expect(Array.from(events.i)).toEqual([1, 0, 0, 0, 1, 1, 1])
  const swapped = { ...dense, stride: [3, 6, 1] }
  expect(spikesFromDense(swapped, 'time,batch,neurons')).toEqual(events)
})

test('values that are no counts are refused', () => {
  expect(() => spikesFromDense(hostArray(Float32Array.of(0.5), [1, 1, 1]))).toThrow(/got 0.5 at sample 0, step 0/)
  expect(() => spikesFromDense(hostArray(Float32Array.of(1), [1]))).toThrow(/need the axes/)
})

test('a data set of dense spikes gives each sample its own events', () => {
  const set = fromDense(dense, { labels: [1, 0], name: 'mine' })
  expect(set).toMatchObject({ length: 2, time: 2, neurons: 3, name: 'mine', classes: ['0', '1'] })
  expect(set.get(1)).toEqual({ t: Uint32Array.of(0, 1, 1, 1), i: Uint32Array.of(0, 1, 1, 1) })
})

test('events outside and labels that do not fit are named', () => {
  const events = { batch: 2, time: 4, neurons: 3, b: [0, 1], t: [0, 4], i: [0, 0] }
  expect(() => fromEvents(events, { labels: [0, 0] })).toThrow(/event 1 lies at \[1, 4, 0\], outside/)
  expect(() => fromEvents({ ...events, t: [0] }, { labels: [0, 0] })).toThrow(/must be of one length/)
  expect(() => fromEvents({ ...events, t: [0, 1] }, { labels: [0] })).toThrow(/2 samples need 2 labels; got 1/)
  expect(() => fromEvents({ ...events, t: [0, 1] }, { labels: [0, 1], classes: ['a'] })).toThrow(/has label 1/)
  expect(() => fromEvents({ ...events, t: [0, 1] }, { labels: [0, 1], shape: [2, 2] })).toThrow(/does not hold 3/)
})
