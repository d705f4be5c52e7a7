import type { PackedEvents } from './backend.js'
import { checkWhole } from './checks.js'
import { ArgumentError, DataError } from './errors.js'
import type { EventList } from './host-array.js'

/** The largest number of neurons whose index fits 16 bits. */
const SHORT = 65_536

/**
 * Input events as rows (b, t) of neurons: an event list is checked, sorted by row and, with 'clamp', freed of events that
 * stand twice in a bin. Packed events are checked and taken as they are.
 * @throws DataError when an event lies outside; ArgumentError when the sizes or arrays are no event list.
 */
export function packEvents(events: EventList | PackedEvents, bins: 'clamp' | 'sum'): PackedEvents {
  for (const name of ['batch', 'time', 'neurons'] as const)
    checkWhole(name, events[name], 1, undefined, 'Give { batch, time, neurons, b, t, i }.')
  return 'rowStart' in events ? checkPacked(events) : packList(events, bins)
}

function packList(events: EventList, bins: 'clamp' | 'sum'): PackedEvents {
  const { batch, time, neurons, b, t, i } = events
  const length = b?.length
  if (length === undefined || t?.length !== length || i?.length !== length)
    throw new ArgumentError({
      what: `an event list needs three arrays b, t, i of one length; got ${length}, ${t?.length}, ${i?.length}`,
      fix: 'Give one batch index, one time step and one neuron an event.',
    })
  const rows = batch * time
  const rowStart = new Uint32Array(rows + 1)
  for (let k = 0; k < length; k++) {
    const row = b[k]! * time + t[k]!
    if (!inside(b[k]!, batch) || !inside(t[k]!, time) || !inside(i[k]!, neurons)) throw outside(events, k)
    rowStart[row + 1]!++
  }
  for (let row = 0; row < rows; row++) rowStart[row + 1]! += rowStart[row]!
  const index = neurons <= SHORT ? new Uint16Array(length) : new Uint32Array(length)
  const next = rowStart.slice()
  for (let k = 0; k < length; k++) index[next[b[k]! * time + t[k]!]!++] = i[k]!
  return bins === 'sum' ? { batch, time, neurons, rowStart, index } : clamp({ batch, time, neurons, rowStart, index })
}

/** Drops what stands twice in a row, in place. Rows are short, and a stamp per neuron tells what a row has seen. */
function clamp(events: PackedEvents): PackedEvents {
  const { rowStart, index, neurons } = events
  const seen = new Int32Array(neurons).fill(-1)
  let kept = 0
  let from = 0
  for (let row = 0; row + 1 < rowStart.length; row++) {
    const to = rowStart[row + 1]!
    for (; from < to; from++) {
      const neuron = index[from]!
      if (seen[neuron] === row) continue
      seen[neuron] = row
      index[kept++] = neuron
    }
    rowStart[row + 1] = kept
  }
  return { ...events, index: index.subarray(0, kept) }
}

function checkPacked(events: PackedEvents): PackedEvents {
  const { batch, time, neurons, rowStart, index } = events
  const rows = batch * time
  if (rowStart.length !== rows + 1 || rowStart[0] !== 0 || rowStart[rows]! > index.length)
    throw new ArgumentError({
      what: `packed events of [${batch}, ${time}] need ${rows + 1} row starts, from 0 to at most ${index.length} events; got ${rowStart.length}, from ${rowStart[0]} to ${rowStart[rowStart.length - 1]}`,
      fix: 'rowStart[b · time + t] is where the events of (b, t) begin in index.',
    })
  for (let row = 0; row < rows; row++)
    if (rowStart[row]! > rowStart[row + 1]!)
      throw new ArgumentError({ what: `row starts of packed events must not fall; they do at row ${row}` })
  const count = rowStart[rows]!
  let largest = 0
  for (let k = 0; k < count; k++) if (index[k]! > largest) largest = index[k]!
  if (count > 0 && largest >= neurons)
    throw new DataError({
      what: `packed events hold neuron ${largest}; there are ${neurons}`,
      fix: 'Neurons are counted from 0. Give the right number of neurons.',
    })
  return events
}

function inside(value: number, size: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < size
}

function outside(events: EventList, k: number): DataError {
  const { batch, time, neurons, b, t, i } = events
  return new DataError({
    what: `event ${k} is (b ${b[k]}, t ${t[k]}, i ${i[k]}), outside of batch ${batch}, time ${time}, neurons ${neurons}`,
    where: `event ${k}`,
    fix: 'Drop or clip such events before, or give the right sizes. Indices are whole numbers counted from 0.',
  })
}
