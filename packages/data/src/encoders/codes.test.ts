import { runs } from '@snn/conformance'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encoded, type Encoder } from '../encoder.js'
import { images } from '../images.js'
import { delta } from './delta.js'
import type { Values } from './intensities.js'
import { population } from './population.js'
import { rate } from './rate.js'
import { thermometer } from './thermometer.js'

/** The events of one sample as [step, neuron]. */
function eventsOf(
  encoder: Encoder<Values>,
  values: readonly number[],
  { shape = [values.length], seed = 0, epoch = 0, index = 0 } = {},
): [number, number][] {
  const pixels = Float32Array.from(
    Array(index + 1)
      .fill(values)
      .flat(),
  )
  const set = encoded(images({ pixels, shape, labels: Array(index + 1).fill(0) }), encoder as Encoder<Float32Array>)
  const { t, i } = set.get(index, { seed, epoch }) as { t: Uint32Array; i: Uint32Array }
  return Array.from(t, (step, k) => [step, i[k]!])
}

const value = fc.float({ min: 0, max: 1, noNaN: true })
const few = fc.array(value, { minLength: 1, maxLength: 6 })

test('bytes are coded as byte/255', () => {
  const bytes = Uint8Array.of(0, 51, 204, 255)
  for (const encoder of [rate({ rate: 500 }), thermometer({ levels: 10 }), population({ neurons: 7 })]) {
    const of = (pixels: Values): unknown =>
      encoded(images({ pixels: pixels as Uint8Array, shape: [4], labels: [0] }), encoder as Encoder<Uint8Array>).get(0)
    expect(of(bytes)).toEqual(of(Float32Array.from(bytes, (byte) => byte / 255)))
  }
})

describe('rate code', () => {
  test('makes x · rate · dt · time events on average, at most one a step', () => {
    const values = [0, 0.02, 0.3, 1]
    const encoder = rate({ time: 4000, dt: 1e-3, rate: 200 })
    const events = eventsOf(encoder, values)
    expect(new Set(events.map(String)).size).toBe(events.length)
    for (const [i, x] of values.entries()) {
      const [p, count] = [0.2 * Math.fround(x), events.filter(([, neuron]) => neuron === i).length]
      expect(Math.abs(count - 4000 * p)).toBeLessThanOrEqual(5 * Math.sqrt(4000 * p * (1 - p)))
    }
  })

  test('spikes at every step of a sample alike', () => {
    const counts = Array(10).fill(0)
    for (const [t] of eventsOf(rate({ time: 10, dt: 1e-3, rate: 300 }), Array(5000).fill(1))) counts[t]++
    for (const count of counts) expect(Math.abs(count - 1500)).toBeLessThan(5 * Math.sqrt(5000 * 0.3 * 0.7))
  })

  test('spikes in every step at a probability of 1, and never at 0', () => {
    expect(eventsOf(rate({ time: 5, dt: 0.01, rate: 100 }), [1, 0])).toEqual([0, 1, 2, 3, 4].map((t) => [t, 0]))
  })

  test('follows from seed, epoch and sample', () => {
    const of = (at: object): unknown => eventsOf(rate({ rate: 300 }), [0.5, 0.7], at)
    expect(of({ seed: 1, epoch: 2, index: 3 })).toEqual(of({ seed: 1, epoch: 2, index: 3 }))
    for (const other of [
      { seed: 2, epoch: 2, index: 3 },
      { seed: 1, epoch: 1, index: 3 },
      { seed: 1, epoch: 2, index: 1 },
    ])
      expect(of(other)).not.toEqual(of({ seed: 1, epoch: 2, index: 3 }))
  })

  test('more than one spike a step is refused', () => {
    expect(() => rate({ dt: 0.1, rate: 20 })).toThrow(/rate · dt must be at most 1, one spike a step; got 2/)
  })
})

test('thermometer code turns on the neurons below the value: T · Σ floor(x · levels) events', () => {
  fc.assert(
    fc.property(few, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 4 }), (values, levels, time) => {
      const expected: string[] = []
      for (let t = 0; t < time; t++)
        for (const [i, x] of values.entries())
          for (let k = 0; k < levels; k++) if (x * levels >= k + 1) expected.push(`${t},${i * levels + k}`)
      const found = eventsOf(thermometer({ levels, time }), values)
      expect(found.map(String).sort()).toEqual(expected.sort())
      expect(found.length).toBe(time * values.reduce((sum, x) => sum + Math.floor(x * levels), 0))
    }),
    { numRuns: runs(100) },
  )
})

describe('population code', () => {
  test('lets each neuron spike once, at round((1 - a)(T - 1)), where its field reaches the value', () => {
    fc.assert(
      fc.property(few, fc.integer({ min: 3, max: 9 }), (values, m) => {
        const expected = values.flatMap((x, i) =>
          Array.from({ length: m }, (_, k): [number, number] => {
            const a = Math.exp(-((x - (2 * k - 1) / (2 * (m - 2))) ** 2) / (2 * (1 / (1.5 * (m - 2))) ** 2))
            return [a >= 0.1 ? Math.round((1 - a) * 99) : -1, i * m + k]
          }).filter(([t]) => t >= 0),
        )
        expect(eventsOf(population({ neurons: m }), values)).toEqual(expected)
      }),
      { numRuns: runs(100) },
    )
  })

  test('makes three or four events a value in the middle of many fields', () => {
    for (let x = 0.3; x < 0.7; x += 0.01) expect([2, 3]).toContain(eventsOf(population({ neurons: 12 }), [x]).length)
  })
})

describe('delta code', () => {
  const signal = fc.array(fc.array(value, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 12 })
  const of = (rows: readonly (readonly number[])[], threshold: number): [number, number][] =>
    eventsOf(delta({ time: rows.length, threshold }), rows.flat(), { shape: [rows.length, 2] })

  test('follows each channel to within the threshold, by as many events as it has moved', () => {
    fc.assert(
      fc.property(signal, fc.constantFrom(0.05, 0.125, 0.3), (rows, threshold) => {
        const events = of(rows, threshold)
        let moved = 0
        for (const [t, row] of rows.entries()) {
          for (const channel of [0, 1]) {
            const till = events.filter(([step, neuron]) => step <= t && neuron % 2 === channel)
            const ups = till.filter(([, neuron]) => neuron >= 2).length
            const follows = rows[0]![channel]! + threshold * (2 * ups - till.length)
            expect(Math.abs(row[channel]! - follows)).toBeLessThan(threshold * (1 + 1e-6))
          }
          moved += events.filter(([step]) => step === t).length
        }
        expect(events.length).toBe(moved)
      }),
      { numRuns: runs(100) },
    )
  })

  test('makes n events for a jump of n thresholds, falls before rises among the neurons', () => {
    expect(
      of(
        [
          [0, 1],
          [0.5, 0.75],
          [0.5, 1],
        ],
        0.25,
      ),
    ).toEqual([
      [1, 2],
      [1, 2],
      [1, 1],
      [2, 3],
    ])
    expect(delta({ time: 3, threshold: 1, within: 'clamp' }).repeats).toBe('clamp')
    expect(() => delta({ time: 3, threshold: 1 }).shape([4, 2])).toThrow(
      /needs samples of \[3, channels\]; got \[4, 2\]/,
    )
  })
})
