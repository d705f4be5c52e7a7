import type { EventList } from '@snn/core'
import { accumulate, at, lengthOf, put, zeros } from './array.js'
import type { Array64 } from './array.js'

export type { EventList }

/**
 * Spike counts `[batch, time, neurons]` of a list of events.
 *
 * With `clamp` several spikes of one neuron in one time step count as one, without they are summed.
 */
export function countsOfEvents(events: EventList, clamp: boolean): Array64 {
  const counts = zeros([events.batch, events.time, events.neurons])
  for (let n = 0; n < events.b.length; n++) {
    const [b, t, i] = [events.b[n]!, events.t[n]!, events.i[n]!]
    if (clamp) put(counts, 1, b, t, i)
    else accumulate(counts, 1, b, t, i)
  }
  return counts
}

/** The events of spike counts `[batch, time, neurons]` in (b, t, i) order; a count of n gives n equal events. */
export function eventsOfCounts(counts: Array64): EventList {
  const [batch, time, neurons] = [lengthOf(counts, 0), lengthOf(counts, 1), lengthOf(counts, 2)]
  const lists: { b: number[]; t: number[]; i: number[] } = { b: [], t: [], i: [] }
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < time; t++) {
      for (let i = 0; i < neurons; i++) {
        for (let n = 0; n < at(counts, b, t, i); n++) {
          lists.b.push(b)
          lists.t.push(t)
          lists.i.push(i)
        }
      }
    }
  }
  return { batch, time, neurons, b: Int32Array.from(lists.b), t: Int32Array.from(lists.t), i: Int32Array.from(lists.i) }
}
