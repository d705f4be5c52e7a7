import { expect, test } from 'vitest'
import { cosineSchedule, linearSchedule, stepSchedule, warmUp } from './schedules.js'

test('a step schedule falls by its factor every so many updates', () => {
  const rate = stepSchedule({ rate: 1, every: 10, factor: 0.5 })
  expect([0, 9, 10, 25].map(rate)).toEqual([1, 1, 0.5, 0.25])
})

test('a cosine schedule goes from its rate through the middle to its end, and stays', () => {
  const rate = cosineSchedule({ rate: 3, updates: 100, to: 1 })
  expect(rate(0)).toBe(3)
  expect(rate(50)).toBeCloseTo(2, 12)
  expect(rate(100)).toBeCloseTo(1, 12)
  expect(rate(1000)).toBeCloseTo(1, 12)
})

test('a linear schedule is straight', () => {
  expect([0, 25, 100, 200].map(linearSchedule({ rate: 4, updates: 100 }))).toEqual([4, 3, 0, 0])
})

test('a warm-up rises to the first rate and then follows the other schedule from its beginning', () => {
  const rate = warmUp(3, linearSchedule({ rate: 8, updates: 4 }))
  expect([0, 1, 2, 3, 4].map(rate)).toEqual([2, 4, 6, 8, 6])
  expect([0, 3, 9].map(warmUp(3, 8))).toEqual([2, 8, 8])
})

test('a schedule says what it was made from', () => {
  expect(JSON.parse(JSON.stringify(warmUp(5, cosineSchedule({ rate: 1, updates: 9 }))))).toEqual({
    kind: 'warm-up',
    updates: 5,
    then: { kind: 'cosine', rate: 1, updates: 9, to: 0 },
  })
})

test.each([
  ['a rate of 0', () => cosineSchedule({ rate: 0, updates: 5 }), /rate must be a number above 0/],
  ['no updates', () => linearSchedule({ rate: 1, updates: 0 }), /updates must be a whole number from 1/],
  [
    'an end above the beginning',
    () => cosineSchedule({ rate: 1, updates: 5, to: 2 }),
    /to must be from 0 to the rate 1/,
  ],
])('%s is refused', (_, make, message) => {
  expect(make).toThrow(message)
})
