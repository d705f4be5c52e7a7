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

/** Puts recordings into rows, in memory that the next recording takes again. */
export function binRows({ time, micros, half, clamp, merge }: Binning): (events: Events) => GridRows {
  const end = new Uint32Array(time)
  const repeats = clamp ? 0 : 1
  let index: Uint16Array | Uint32Array = new Uint16Array(0)
  let seen = new Uint32Array(0)
  let rowsSeen = 0

  function reserve(events: number, neurons: number): void {
    const wide = neurons > 65536
    if (index.length < events || (wide && index instanceof Uint16Array)) {
      const length = Math.max(events, 2 * index.length)
      index = wide ? new Uint32Array(length) : new Uint16Array(length)
    }
    if (seen.length < neurons || rowsSeen + time >= 2 ** 32) {
      seen = new Uint32Array(neurons)
      rowsSeen = 0
    }
  }

  function fill(events: Events): number {
    const { sensor, t } = events
    const { width, height, polarities } = sensor
    const plane = merge ? 0 : width * height
    reserve(t.length, width * height * (merge ? 1 : polarities))
    const first = micros === undefined ? (t[0] ?? 0) : 0
    const perStep = micros ?? (((t.at(-1) ?? 0) - first) / time || 1)
    const limit = micros === undefined ? Infinity : time
    const found = fillRows(events, { first, perStep, half, limit, plane }, { end, index, seen, rowsSeen, repeats })
    rowsSeen += time
    return found
  }

  return (events) => {
    let found = fill(events)
    if (found < 0) found = fill(inOrder(events))
    return { end, i: index.subarray(0, found), shift: 0 }
  }
}

/** How the events of one recording lie on the grid: time t at position (t - first) / perStep + half, rounded down. */
interface Grid {
  readonly first: number
  readonly perStep: number
  readonly half: number
  /** Positions from here on are dropped; those between the number of steps and here belong to the last step. */
  readonly limit: number
  /** Neurons of one polarity; 0 where polarities are merged. */
  readonly plane: number
}

/** Where the events go. */
interface Rows {
  readonly end: Uint32Array
  readonly index: Uint16Array | Uint32Array
  /** The last row that each neuron was in, rows counted over all recordings from 1. */
  readonly seen: Uint32Array
  readonly rowsSeen: number
  /** 0 keeps one event of a neuron and row, 1 all. */
  readonly repeats: number
}

/** Row by row; the number of events, or -1 where one comes after those of a later step. */
function fillRows(events: Events, grid: Grid, { end, index, seen, rowsSeen, repeats }: Rows): number {
  // All in variables of this one function: the loop below is the loader's, and the compiler keeps them in registers.
  const { t, x, y, p } = events
  const { width } = events.sensor
  const { first, perStep, half, limit, plane } = grid
  const last = end.length - 1
  let k = 0
  let at = 0
  let position = 0
  while (k < t.length && (t[k]! - first) / perStep + half < 0) k++
  for (let row = 0; row <= last; row++) {
    const stamp = rowsSeen + row + 1
    const to = row < last ? row + 1 : limit
    for (; k < t.length && (position = (t[k]! - first) / perStep + half) < to; k++) {
      if (position < row) return -1
      const neuron = Math.imul(p[k]!, plane) + Math.imul(y[k]!, width) + x[k]!
      // Written in any case, and overwritten by the next where it does not count: no branch to mispredict.
      index[at] = neuron
      at += seen[neuron] === stamp ? repeats : 1
      seen[neuron] = stamp
    }
    end[row] = at
  }
  // What is left comes too late, unless times fall or are no numbers.
  for (; k < t.length; k++) if ((t[k]! - first) / perStep + half < limit) return -1
  return at
}

function inOrder(events: Events): Events {
  return sortByTime(filterEvents(events, (k) => Number.isFinite(events.t[k])))
}
