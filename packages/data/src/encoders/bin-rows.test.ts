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

test('events in another order, and more neurons than 16 bits number, are put where they belong', () => {
  const sensor = { width: 300, height: 300, polarities: 2 }
  const list = [3, NaN, 1, 2].map((t) => ({ t: 1000 * t, x: 299, y: 299, p: 1 }))
  const { end, i } = bins({ time: 4, dt: 1e-3 }).rows!(eventsFrom(list, sensor), 0, { seed: 0, epoch: 0 })
  expect([...end]).toEqual([0, 1, 2, 3])
  expect([...i]).toEqual([179_999, 179_999, 179_999])
})
