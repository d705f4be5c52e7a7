import type { PackedEvents } from './backend.js'
import { checkWhole } from './checks.js'
import { ArgumentError, DataError } from './errors.js'
import type { EventList } from './host-array.js'

/** The largest number of neurons whose index fits 16 bits. */
const SHORT = 65_536

/**
 * Input events as rows (b, t) of neurons: an event list is checked, sorted by row and, with 'clamp', freed of events that
 * stand twice in a bin. Packed events are taken as they are, and checked unless they promise to be.
 * @param room where the rows are put: what was packed there before is overwritten.
 * @throws DataError when an event lies outside; ArgumentError when the sizes or arrays are no event list.
 */
export function packEvents(
  events: EventList | PackedEvents,
  bins: 'clamp' | 'sum',
  room: EventRoom = new EventRoom(),
): PackedEvents {
  for (const name of SIZES) checkWhole(name, events[name], 1, undefined, 'Give { batch, time, neurons, b, t, i }.')
  if (!('rowStart' in events)) return packList(events, bins, room)
  return events.checked ? events : checkPacked(events)
}

const SIZES = ['batch', 'time', 'neurons'] as const

/** Larger lists, in rows and events, get arrays of their own, which go when they are no longer needed. */
const KEPT = 1 << 16

/** Arrays that are used again, list after list, and the list that was packed in them last. */
export class EventRoom implements EventRows, UnsortedEvents, PackedEvents {
  declare batch: number
  declare time: number
  declare neurons: number
  declare count: number
  declare b: Int32Array | Uint32Array
  declare t: Int32Array | Uint32Array
  declare i: Int32Array | Uint32Array
  declare seen: Uint32Array | undefined
  rowStart: Uint32Array = new Uint32Array(1)
  index: Uint16Array | Uint32Array = new Uint16Array(0)
  #index = this.index
  #seen = new Uint32Array(0)

  /** Takes a list to be packed. */
  take({ batch, time, neurons, b, t, i }: EventList, bins: 'clamp' | 'sum'): void {
    this.batch = batch
    this.time = time
    this.neurons = neurons
    this.b = integers(b)
    this.t = integers(t)
    this.i = integers(i)
    this.count = b.length
    if (this.rowStart.length !== batch * time + 1) this.rowStart = new Uint32Array(batch * time + 1)
    const Index = neurons <= SHORT ? Uint16Array : Uint32Array
    if (!(this.#index instanceof Index) || this.#index.length < b.length) this.index = this.#index = new Index(b.length)
    this.cut(b.length)
    if (this.#seen.length < neurons) this.#seen = new Uint32Array(neurons)
    this.seen = bins === 'clamp' ? this.#seen.fill(0) : undefined
  }

  /** So many events are left. */
  cut(count: number): void {
    if (this.index.length !== count) this.index = this.#index.subarray(0, count)
  }
}

function packList(events: EventList, bins: 'clamp' | 'sum', kept: EventRoom): PackedEvents {
  const { batch, time, b, t, i } = events
  const count = b?.length
  if (count === undefined || t?.length !== count || i?.length !== count)
    throw new ArgumentError({
      what: `an event list needs three arrays b, t, i of one length; got ${count}, ${t?.length}, ${i?.length}`,
      fix: 'Give one batch index, one time step and one neuron an event.',
    })
  const room = batch * time + count > KEPT ? new EventRoom() : kept
  room.take(events, bins)
  const bad = sortEvents(room, room)
  if (bad >= 0) throw outside(events, bad)
  room.cut(room.rowStart.at(-1)!)
  return room
}

/** Events of whole numbers; without `b` they are of one sample. */
export interface UnsortedEvents {
  readonly b?: Int32Array | Uint32Array
  readonly t: Int32Array | Uint32Array
  readonly i: Int32Array | Uint32Array
  readonly count: number
}

/** Where events go: to the rows of `batch` samples behind the row `first`, where the rows before them end. */
export interface EventRows {
  readonly batch: number
  readonly time: number
  readonly neurons: number
  readonly first?: number
  readonly rowStart: Uint32Array
  /** With room for all. */
  readonly index: Uint16Array | Uint32Array
  /** [neurons], for dropping what stands twice in a row: no row from `first` on has been stamped in it yet. */
  readonly seen?: Uint32Array | undefined
}

/**
 * Puts events into rows (b, t) by a stable counting sort: O(events + rows), and little more than a copy where they come in order.
 * @returns the first event that lies outside, or -1. Nothing can be said about the rows then.
 * @experimental
 */
export function sortEvents({ b, t, i, count }: UnsortedEvents, rows: EventRows): number {
  const { batch, time, neurons, first = 0, rowStart, index, seen } = rows
  const begin = rowStart[first]!
  const end = first + batch * time
  rowStart.fill(0, first + 1, end + 1)
  let last = first
  /** Negative when an event comes after one of a later row. */
  let unsorted = 0
  for (let k = 0; k < count; k++) {
    const sample = b === undefined ? 0 : b[k]!
    const step = t[k]!
    const neuron = i[k]!
    if (!(sample >>> 0 < batch && step >>> 0 < time && neuron >>> 0 < neurons)) return k
    const row = first + sample * time + step
    rowStart[row + 1]!++
    unsorted |= row - last
    last = row
  }
  let at = begin
  for (let row = first + 1; row <= end; row++) {
    const length = rowStart[row]!
    // The start of a row, which moves to its end as the row is filled; where they are in order, its end.
    rowStart[row] = unsorted < 0 ? at : at + length
    at += length
  }
  if (unsorted < 0) {
    for (let k = 0; k < count; k++) {
      const row = first + (b === undefined ? 0 : b[k]! * time) + t[k]!
      index[rowStart[row + 1]!++] = i[k]!
    }
  } else index.set(count === i.length ? i : i.subarray(0, count), begin)
  if (seen === undefined) return -1
  // Drops what stands twice in a row, in place: a stamp per neuron tells what a row has seen.
  let from = (at = begin)
  for (let row = first + 1; row <= end; row++) {
    for (const to = rowStart[row]!; from < to; from++) {
      const neuron = index[from]!
      index[at] = neuron
      at += Number(seen[neuron] !== row)
      seen[neuron] = row
    }
    rowStart[row] = at
  }
  return -1
}

/** As 32-bit integers; what is none becomes -1, which lies outside. */
function integers(values: ArrayLike<number>): Int32Array | Uint32Array {
  if (values instanceof Int32Array || values instanceof Uint32Array) return values
  const whole = new Int32Array(values.length)
  for (let k = 0; k < whole.length; k++) whole[k] = (values[k]! | 0) === values[k] ? values[k]! : -1
  return whole
}

function checkPacked(events: PackedEvents): PackedEvents {
  const { batch, time, neurons, rowStart, index } = events
  const rows = batch * time
  let sound = rowStart.length === rows + 1 && rowStart[0] === 0 && rowStart[rows]! <= index.length
  for (let row = 0; sound && row < rows; row++) sound = rowStart[row]! <= rowStart[row + 1]!
  if (!sound)
    throw new ArgumentError({
      what: `packed events of [${batch}, ${time}] need ${rows + 1} row starts that do not fall, from 0 to at most ${index.length}`,
      fix: 'rowStart[b · time + t] is where the events of (b, t) begin in index.',
    })
  const count = rowStart[rows]!
  let largest = 0
  for (let k = 0; k < count; k++) if (index[k]! > largest) largest = index[k]!
  if (count > 0 && largest >= neurons)
    throw new DataError({
      what: `packed events hold neuron ${largest}; there are ${neurons}`,
      fix: 'Neurons are counted from 0.',
    })
  return events
}

function outside(events: EventList, k: number): DataError {
  const { batch, time, neurons, b, t, i } = events
  return new DataError({
    what: `event ${k} is (b ${b[k]}, t ${t[k]}, i ${i[k]}), outside of batch ${batch}, time ${time}, neurons ${neurons}`,
    where: `event ${k}`,
    fix: 'Drop such events, or give the right sizes. Indices are whole numbers from 0.',
  })
}
