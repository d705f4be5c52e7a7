import type { GridRows } from '../data-set.js'
import { filterEvents, sortByTime, type Events } from '../events.js'

/** What `bins` makes of its options. */
export interface Binning {
  readonly time: number
  /** Microseconds a step; undefined cuts each recording into `time` steps. */
  readonly micros: number | undefined
  /** Added to a time in steps before it is rounded down. */
  readonly half: number
  /** Whether several events of one neuron in one step are one. */
  readonly clamp: boolean
  /** Whether both polarities of a pixel are one neuron. */
  readonly merge: boolean
}

/** Puts recordings into rows, in one pass and in memory that the next recording takes again. */
export function binRows({ time, micros, half, clamp, merge }: Binning): (events: Events) => GridRows {
  const end = new Uint32Array(time)
  let memory: Uint16Array | Uint32Array = new Uint16Array(0)
  /** The last row that each neuron was in. */
  let seen = new Uint32Array(0)
  let rowsSeen = 0

  function reserve(events: number, neurons: number): void {
    const wide = neurons > 65536
    if (memory.length < events || (wide && memory instanceof Uint16Array)) {
      const length = Math.max(events, 2 * memory.length)
      memory = wide ? new Uint32Array(length) : new Uint16Array(length)
    }
    if (seen.length < neurons || rowsSeen + time >= 2 ** 32) {
      seen = new Uint32Array(neurons)
      rowsSeen = 0
    }
  }

  return function rowsOf(events): GridRows {
    const { sensor, t, x, y, p } = events
    const { width, height, polarities } = sensor
    const plane = merge ? 0 : width * height
    reserve(t.length + 1, width * height * (merge ? 1 : polarities))
    const [index, last, marks] = [memory, time - 1, seen]
    const first = micros === undefined ? (t[0] ?? 0) : 0
    const perStep = micros ?? (((t.at(-1) ?? 0) - first) / time || 1)
    const limit = micros === undefined ? Infinity : time
    const repeats = clamp ? 0 : 1
    let at = 0
    let row = 0
    let stamp = ++rowsSeen
    for (let k = 0; k < t.length; k++) {
      const position = (t[k]! - first) / perStep + half
      if (!(position >= 0 && position < limit)) continue
      const rounded = position | 0
      const step = rounded < last ? rounded : last
      if (step !== row) {
        if (step < row) return rowsOf(inOrder(events))
        while (row < step) end[row++] = at
        stamp = ++rowsSeen
      }
      const neuron = Math.imul(p[k]!, plane) + Math.imul(y[k]!, width) + x[k]!
      // Written in any case, and overwritten by the next where it does not count: no branch to mispredict.
      index[at] = neuron
      at += marks[neuron] === stamp ? repeats : 1
      marks[neuron] = stamp
    }
    end.fill(at, row)
    return { end, i: index.subarray(0, at), shift: 0 }
  }
}

/** A closure in the loop's own function would keep its arrays out of registers. */
function inOrder(events: Events): Events {
  return sortByTime(filterEvents(events, (k) => !Number.isNaN(events.t[k])))
}
