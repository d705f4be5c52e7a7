import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSnnError } from './errors.js'
import {
  constantRate,
  cosineRate,
  linearRate,
  scheduleFromJson,
  stepRate,
  withWarmUp,
  type Schedule,
} from './schedules.js'
import { errorOf } from './testing/error-of.js'

const numRuns = Number(process.env['SNN_RUNS'] ?? 50)

const first = (schedule: Schedule, count: number): number[] => Array.from({ length: count }, (_, n) => schedule(n))

describe('schedules', () => {
  it('constant: the rate, always', () => {
    expect(first(constantRate(0.1), 3)).toEqual([0.1, 0.1, 0.1])
  })

  it('step: drops by the factor after every so many updates', () => {
    expect(first(stepRate({ rate: 8, factor: 0.5, every: 2 }), 7)).toEqual([8, 8, 4, 4, 2, 2, 1])
  })

  it('linear: a line, then the end', () => {
    expect(first(linearRate({ from: 1, to: 0, updates: 4 }), 6)).toEqual([1, 0.75, 0.5, 0.25, 0, 0])
  })

  it('cosine: half a cosine, then the end', () => {
    const schedule = cosineRate({ from: 3, to: 1, updates: 100 })
    for (const n of [0, 1, 25, 50, 73, 99]) expect(schedule(n)).toBeCloseTo(2 + Math.cos((Math.PI * n) / 100), 14)
    expect([schedule(0), schedule(50), schedule(100), schedule(1e9)]).toEqual([3, 2, 1, 1])
    expect(cosineRate({ from: 1, updates: 2 })(2)).toBe(0)
  })

  it('warm-up: rises in a line, then begins', () => {
    expect(first(withWarmUp(linearRate({ from: 4, to: 0, updates: 2 }), 4), 8)).toEqual([1, 2, 3, 4, 4, 2, 0, 0])
  })

  it('cosine with warm-up: ends at the same update', () => {
    const schedule = cosineRate({ from: 1, to: 0, updates: 12, warmUp: 2 })
    expect(first(schedule, 3)).toEqual([0.5, 1, 1])
    expect([schedule(11) > 0, schedule(12)]).toEqual([true, 0])
  })

  it('have the same bits on every engine', () => {
    expect([cosineRate({ from: 1e-3, updates: 7 })(3), stepRate({ rate: 1e-3, factor: 0.97, every: 1 })(100)]).toEqual([
      0.0006112604669781572, 0.00004755250792540563,
    ])
  })

  it('refuse an update that is not a whole number from 0', () => {
    for (const n of [-1, 0.5, Number.NaN])
      expect(
        isSnnError(
          errorOf(() => constantRate(1)(n)),
          'ARGUMENT',
        ),
      ).toBe(true)
  })

  it.each([
    ['a negative rate', () => constantRate(-1)],
    ['a rate that is not finite', () => linearRate({ from: Number.POSITIVE_INFINITY, to: 0, updates: 1 })],
    ['a rate that is missing', () => stepRate({ factor: 1, every: 1 } as never)],
    ['a factor of 0', () => stepRate({ rate: 1, factor: 0, every: 1 })],
    ['every 0', () => stepRate({ rate: 1, factor: 1, every: 0 })],
    ['no updates', () => cosineRate({ from: 1, updates: 0 })],
    ['a fraction of updates', () => withWarmUp(constantRate(1), 0.5)],
    ['a warm-up as long as all', () => cosineRate({ from: 1, updates: 5, warmUp: 5 })],
  ])('refuse %s', (_, body) => {
    expect(isSnnError(errorOf(body), 'ARGUMENT')).toBe(true)
  })
})

const rate = fc.double({ min: 0, max: 1, noNaN: true })
const updates = fc.integer({ min: 1, max: 100 })
const plain = fc.oneof(
  rate.map(constantRate),
  fc.record({ rate, factor: fc.double({ min: 0.1, max: 1, noNaN: true }), every: updates }).map(stepRate),
  fc.record({ from: rate, to: rate, updates }).map(linearRate),
  fc.record({ from: rate, to: rate, updates }).map(cosineRate),
)
const schedules = fc.oneof(
  plain,
  fc.tuple(plain, updates).map(([schedule, count]) => withWarmUp(schedule, count)),
)

describe('schedules as JSON', () => {
  it('are the same functions again', () => {
    fc.assert(
      fc.property(schedules, fc.nat(300), (schedule, n) => {
        const again = scheduleFromJson(JSON.parse(JSON.stringify(schedule)))
        expect(again(n)).toBe(schedule(n))
        expect(again.toJSON()).toEqual(schedule.toJSON())
      }),
      { numRuns },
    )
  })

  it.each([
    ['nothing', undefined],
    ['a number', 1],
    ['another kind', { kind: 'square' }],
    ['a bad rate', { kind: 'constant', rate: 'high' }],
    ['a bad inner one', { kind: 'warm-up', updates: 3, then: null }],
    ['a missing end', { kind: 'cosine', from: 1, updates: 3 }],
  ])('refuse %s', (_, json) => {
    expect(
      isSnnError(
        errorOf(() => scheduleFromJson(json)),
        'FORMAT',
      ),
    ).toBe(true)
  })
})
