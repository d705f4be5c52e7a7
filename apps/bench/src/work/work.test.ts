import { expect, it } from 'vitest'
import { samplesOf, type Work } from './work.js'

it('some samples of a work are numbered from 0 and have their own events and labels', () => {
  const events = Int32Array.from([0, 1, 5, 1, 0, 2, 1, 3, 4, 3, 2, 1])
  const work = { batch: 4, events, labels: Int32Array.from([7, 8, 9, 6]) } as unknown as Work
  expect(samplesOf(work, 0, 1)).toMatchObject({ batch: 1, events: Int32Array.from([0, 1, 5]) })
  const middle = samplesOf(work, 1, 3)
  expect(middle.events).toEqual(Int32Array.from([0, 0, 2, 0, 3, 4]))
  expect(middle.labels).toEqual(Int32Array.from([8, 9]))
  expect(samplesOf(work, 2, 4).events).toEqual(Int32Array.from([1, 2, 1]))
  expect(events[3]).toBe(1)
})
