import { runs } from '@snn/conformance'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Events } from '../events.js'
import { eventsFrom, listed, randomEvents } from '../testing/random-events.js'
import { bins, type BinsOptions } from './bins.js'

/** Steps and neurons by the plainest reading of the options. */
function plainly(events: Events, { time, dt, rounding, within, polarities }: Required<BinsOptions>): number[][] {
  const { width, height } = events.sensor
  const rows = Array.from({ length: time }, (): number[] => [])
  for (const { t, x, y, p } of listed(events)) {
    const position = t / (1e6 * dt)
    const step = rounding === 'round' ? Math.floor(position + 0.5) : Math.floor(position)
    rows[step]?.push(((polarities === 'merge' ? 0 : p) * height + y) * width + x)
  }
  return within === 'clamp' ? rows.map((row) => [...new Set(row)]) : rows
}

const options = fc.record({
  time: fc.integer({ min: 1, max: 12 }),
  dt: fc.constantFrom(1e-3, 2.5e-3, 7e-4),
  rounding: fc.constantFrom('round' as const, 'floor' as const),
  within: fc.constantFrom('clamp' as const, 'sum' as const),
  polarities: fc.constantFrom('keep' as const, 'merge' as const),
})

test('rows hold what lies in each step, in the order of time, one recording after another', () => {
  fc.assert(
    fc.property(options, fc.array(randomEvents, { minLength: 1, maxLength: 4 }), (chosen, recordings) => {
      const encoder = bins(chosen)
      for (const events of recordings) {
        const { end, i } = encoder.rows!(events, 0, { seed: 0, epoch: 0 })
        const rows = Array.from(end, (to, step) => [...i.subarray(step === 0 ? 0 : end[step - 1]!, to)])
        expect(rows).toEqual(plainly(events, chosen))
      }
    }),
    { numRuns: runs(100) },
  )
})

const moment = { seed: 0, epoch: 0 }

test('events in another order, and more neurons than 16 bits number, are put where they belong', () => {
  const sensor = { width: 300, height: 300, polarities: 2 }
  const list = [3, NaN, 1, -1, 2, Infinity].map((t) => ({ t: 1000 * t, x: 299, y: 299, p: 1 }))
  const { end, i } = bins({ time: 4, dt: 1e-3 }).rows!(eventsFrom(list, sensor), 0, moment)
  expect([...end]).toEqual([0, 1, 2, 3])
  expect([...i]).toEqual([179_999, 179_999, 179_999])
})

test('a time that falls to an earlier step is found behind those that come too late, and behind no number', () => {
  const sensor = { width: 4, height: 1, polarities: 1 }
  for (const late of [9000, NaN, Infinity]) {
    const list = [2000, late, 1000].map((t, x) => ({ t, x, y: 0, p: 0 }))
    const { end, i } = bins({ time: 4, dt: 1e-3 }).rows!(eventsFrom(list, sensor), 0, moment)
    expect([[...end], [...i]]).toEqual([
      [0, 1, 2, 2],
      [2, 0],
    ])
  }
})

test('a time next to the edge of a step falls where its rounded quotient does', () => {
  const sensor = { width: 1, height: 1, polarities: 1 }
  const next = (time: number, by: number): number => {
    const [word] = new BigInt64Array(Float64Array.of(time).buffer)
    return new Float64Array(BigInt64Array.of(word! + BigInt(by)).buffer)[0]!
  }
  for (const dt of [1e-3, 7e-4, 1 / 3000]) {
    for (let step = 1; step < 40; step++) {
      for (const by of [-2, -1, 0, 1, 2]) {
        const t = next((step - 0.5) * 1e6 * dt, by)
        const { end } = bins({ time: 40, dt }).rows!(eventsFrom([{ t, x: 0, y: 0, p: 0 }], sensor), 0, moment)
        expect(end.indexOf(1)).toBe(Math.floor(t / (1e6 * dt) + 0.5))
      }
    }
  }
})
