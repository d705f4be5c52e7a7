import { expect, test } from 'vitest'
import { array } from './array.js'
import { countOperations } from './counts.js'
import { countsOfEvents, eventsOfCounts } from './events.js'

const spikes = array([1, 3, 2], [1, 0, 2, 1, 0, 5])
const active = array([1, 3, 2], [0, 0, 1, 1, 1, 0])

test('an event costs a row of weights each way, an active input a row once, and the last step nothing', () => {
  const options = { forwardSteps: 2, backwardSteps: 2 }
  expect(countOperations(spikes, 10, active, options)).toEqual({ forward: 40, weightGradient: 40, inputGradient: 20 })
})

test('with V[T] the events of the last step count too, and without ε of the input nothing does for it', () => {
  const options = { forwardSteps: 3, backwardSteps: 2 }
  expect(countOperations(spikes, 10, undefined, options)).toEqual({ forward: 90, weightGradient: 40, inputGradient: 0 })
})

test('events and counts are two forms of one thing, but for clamping', () => {
  const events = eventsOfCounts(spikes)
  expect(Array.from(events.i)).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1])
  expect(Array.from(events.t)).toEqual([0, 1, 1, 1, 2, 2, 2, 2, 2])
  expect(countsOfEvents(events, false)).toEqual(spikes)
  expect([...countsOfEvents(events, true).data]).toEqual([1, 0, 1, 1, 0, 1])
})
