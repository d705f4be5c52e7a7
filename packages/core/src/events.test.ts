import { runs } from '@snn/conformance'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { packEvents } from './events.js'

type Event = readonly [b: number, t: number, i: number]

const [batch, time, neurons] = [3, 4, 5]
const event = fc.tuple(fc.nat(batch - 1), fc.nat(time - 1), fc.nat(neurons - 1))
const lists = fc.record({
  events: fc.array(event, { maxLength: 80 }),
  inOrder: fc.boolean(),
  from: fc.constantFrom<((values: number[]) => ArrayLike<number>)[]>(
    (values) => values,
    (values) => Int32Array.from(values),
    (values) => Uint32Array.from(values),
    (values) => Float64Array.from(values),
  ),
})

function listOf(events: readonly Event[], from: (values: number[]) => ArrayLike<number> = (values) => values) {
  const [b, t, i] = [0, 1, 2].map((k) => from(events.map((one) => one[k]!)))
  return { batch, time, neurons, b: b!, t: t!, i: i! }
}

function packedRows(...[list, bins]: Parameters<typeof packEvents>): number[][] {
  const { rowStart, index } = packEvents(list, bins)
  return Array.from({ length: batch * time }, (_, row) => [...index.subarray(rowStart[row], rowStart[row + 1])])
}

describe('a packed event list', () => {
  test.each(['sum', 'clamp'] as const)('has the neurons of each (b, t) in the order in which they came: %s', (bins) => {
    fc.assert(
      fc.property(lists, ({ events, inOrder, from }) => {
        const given = inOrder ? events.toSorted((x, y) => time * (x[0] - y[0]) + (x[1] - y[1])) : events
        const rows = Array.from({ length: batch * time }, (_, row) => {
          const all = given.filter(([b, t]) => b * time + t === row).map(([, , i]) => i)
          return bins === 'sum' ? all : [...new Set(all)]
        })
        expect(packedRows(listOf(given, from), bins)).toEqual(rows)
      }),
      { numRuns: runs(100) },
    )
  })

  test.each([
    [[3, 0, 0]],
    [[0, 4, 0]],
    [[0, 0, 5]],
    [[-1, 0, 0]],
    [[0, 0.5, 0]],
    [[0, 0, NaN]],
    [[2 ** 32, 0, 0]],
    [[0, 2 ** 31, 0]],
  ] as const)('with %j is refused with its place', (bad) => {
    expect(() => packEvents(listOf([[0, 0, 0], bad]), 'sum')).toThrow(
      `event 1 is (b ${bad[0]}, t ${bad[1]}, i ${bad[2]}), outside of batch 3, time 4, neurons 5`,
    )
  })
})

test('packed events are looked at once: those that promise to be checked are taken as they are', () => {
  const outside = { batch: 1, time: 1, neurons: 2, rowStart: Uint32Array.of(0, 1), index: Uint16Array.of(2) }
  expect(() => packEvents(outside, 'sum')).toThrow('packed events hold neuron 2; there are 2')
  const promised = { ...outside, checked: true }
  expect(packEvents(promised, 'sum')).toBe(promised)
})
