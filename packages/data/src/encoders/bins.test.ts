import { expect, test } from 'vitest'
import { eventSink } from '../event-sink.js'
import type { Events } from '../events.js'
import { bins } from './bins.js'

const sensor = { width: 4, height: 3, polarities: 2 }
const events: Events = {
  sensor,
  t: Float64Array.of(0, 499, 500, 1499, 1500, 9499, 9500),
  x: Uint16Array.of(0, 1, 2, 3, 0, 1, 2),
  y: Uint16Array.of(0, 1, 2, 0, 1, 2, 0),
  p: Uint8Array.of(0, 1, 0, 1, 0, 1, 0),
}

function binned(options: Partial<Parameters<typeof bins>[0]>): [number[], number[]] {
  const sink = eventSink()
  bins({ time: 10, dt: 1e-3, ...options }).encode(events, sink, 0, { seed: 0, epoch: 0 })
  return [[...sink.t.subarray(0, sink.count)], [...sink.i.subarray(0, sink.count)]]
}

test('a step is the nearest multiple of dt, and what comes too late is dropped', () => {
  expect(binned({})[0]).toEqual([0, 0, 1, 1, 2, 9])
  expect(binned({ rounding: 'floor' })[0]).toEqual([0, 0, 0, 1, 1, 9, 9])
})

test('neurons are (p · height + y) · width + x, or y · width + x where polarities are merged', () => {
  expect(binned({ rounding: 'floor' })[1]).toEqual([0, 12 + 5, 10, 12 + 3, 4, 12 + 9, 2])
  expect(binned({ rounding: 'floor', polarities: 'merge' })[1]).toEqual([0, 5, 10, 3, 4, 9, 2])
  expect(bins({ time: 1, dt: 1, polarities: 'merge' }).shape([2, 3, 4])).toEqual([3, 4])
  expect(bins({ time: 1, dt: 1 }).shape([2, 3, 4])).toEqual([2, 3, 4])
  expect(bins({ time: 1, dt: 1, polarities: 'merge' }).shape([700])).toEqual([700])
})

test('without dt a recording is cut into equal steps from its first event to its last', () => {
  const late = { ...events, t: events.t.map((time) => 3000 + time) }
  for (const [time, steps] of [
    [2, [0, 0, 0, 0, 0, 1, 1]],
    [19, [0, 0, 1, 2, 3, 18, 18]],
  ] as const) {
    const sink = eventSink()
    bins({ time, rounding: 'floor' }).encode(late, sink, 0, { seed: 0, epoch: 0 })
    expect([...sink.t.subarray(0, sink.count)]).toEqual(steps)
  }
})
