import { DataError, type PackedEvents } from '@snn/core'
import type { EventSink, GridEvents, GridRows, Repeats } from './data-set.js'
import { eventSink } from './event-sink.js'
import { moveRows } from './move-rows.js'

/** Puts samples, one after the other, into rows of one batch. Its buffers are used again by the next batch. @public */
export interface Packer {
  /** Forgets the samples of the batch before. */
  begin(): void
  /** Where the next sample's events go; call `end` when they are there. */
  readonly sink: EventSink
  /** Sorts what is in the sink by step and makes it the batch's next sample; `sample` names it in errors. */
  end(sample: number): void
  /** Copies one sample in: the sink and `end` in one. */
  add(events: GridEvents, sample: number): void
  /** Copies one sample in that is sorted already. */
  addRows(rows: GridRows): void
  /** The batch so far. The arrays are valid until the next `begin`. */
  packed(): PackedEvents
}

/** What a packer is made for. @public */
export interface PackerOptions {
  readonly time: number
  readonly neurons: number
  readonly repeats?: Repeats | undefined
  /** Name of the set, for errors. */
  readonly name?: string | undefined
}

/**
 * Packs samples of `time` steps and `neurons` neurons, by a stable counting sort where they are not in order of time:
 * O(events + time) a sample, and no allocation once its buffers have grown to the largest batch. An event outside the grid is a DataError.
 * @public
 */
export function packer({ time, neurons, repeats = 'clamp', name = 'the set' }: PackerOptions): Packer {
  const sink = eventSink()
  const cursor = new Uint32Array(time)
  const lastRow = repeats === 'clamp' ? new Uint32Array(neurons) : undefined
  let rowStart = new Uint32Array(64 * time + 1)
  let index = newIndex(neurons, 1 << 14)
  let samples = 0
  let rowsSeen = 0

  function reserveRows(): void {
    const needed = (samples + 1) * time + 1
    if (needed <= rowStart.length) return
    const grown = new Uint32Array(Math.max(needed, 2 * rowStart.length - 1))
    grown.set(rowStart)
    rowStart = grown
  }

  function reserveEvents(used: number, more: number): void {
    if (used + more <= index.length) return
    const grown = newIndex(neurons, Math.max(used + more, 2 * index.length))
    grown.set(index.subarray(0, used))
    index = grown
  }

  function outside(sample: number, event: number): never {
    throw new DataError({
      what:
        `event ${event} of sample ${sample} of ${name} lies at step ${sink.t[event]}, neuron ${sink.i[event]}; ` +
        `the grid has steps 0 to ${time - 1} and neurons 0 to ${neurons - 1}`,
      where: `sample ${sample}`,
      fix: 'Give the set the right time and neurons, or drop such events when they are put on the grid.',
    })
  }

  /** Keeps the first of several events of one neuron in a row. */
  function clampRows(first: number, seen: Uint32Array): void {
    let kept = rowStart[first]!
    let from = kept
    for (let row = first; row < first + time; row++) {
      const end = rowStart[row + 1]!
      const stamp = ++rowsSeen
      for (; from < end; from++) {
        const neuron = index[from]!
        index[kept] = neuron
        kept += Number(seen[neuron] !== stamp)
        seen[neuron] = stamp
      }
      rowStart[row + 1] = kept
    }
  }

  /** Rows of events that come by ascending step, as sensors give them, in one pass; false where some do not. */
  function packInOrder(first: number): boolean {
    const { t, i, count } = sink
    const [starts, addresses, seen] = [rowStart, index, lastRow]
    let at = starts[first]!
    let row = 0
    let stamp = ++rowsSeen
    for (let k = 0; k < count; k++) {
      const step = t[k]!
      const neuron = i[k]!
      if (step !== row) {
        if (step < row || step >= time) return false
        while (row < step) starts[first + ++row] = at
        stamp = ++rowsSeen
      }
      if (neuron >= neurons) return false
      addresses[at] = neuron
      if (seen === undefined) at++
      else {
        at += seen[neuron] === stamp ? 0 : 1
        seen[neuron] = stamp
      }
    }
    while (row < time) starts[first + ++row] = at
    return true
  }

  function end(sample: number): void {
    reserveRows()
    const first = samples * time
    reserveEvents(rowStart[first]!, sink.count)
    if (lastRow !== undefined && rowsSeen + 2 * time >= 2 ** 32) {
      lastRow.fill(0)
      rowsSeen = 0
    }
    if (!packInOrder(first)) sort(sample, first)
    samples++
    sink.count = 0
  }

  /** Rows of events in any order of time. */
  function sort(sample: number, first: number): void {
    const { t, i, count } = sink
    const [starts, addresses] = [rowStart, index]
    let at = starts[first]!
    cursor.fill(0)
    for (let k = 0; k < count; k++) {
      const step = t[k]!
      if (step >= time || i[k]! >= neurons) outside(sample, k)
      cursor[step]!++
    }
    for (let step = 0; step < time; step++) {
      const length = cursor[step]!
      cursor[step] = at
      at += length
      starts[first + step + 1] = at
    }
    for (let k = 0; k < count; k++) addresses[cursor[t[k]!]!++] = i[k]!
    if (lastRow !== undefined) clampRows(first, lastRow)
  }

  function addRows({ end: ends, i, shift }: GridRows): void {
    reserveRows()
    const starts = rowStart
    const first = samples * time
    const at = starts[first]!
    reserveEvents(at, i.length)
    const addresses = index
    if (shift === 0) {
      addresses.set(i, at)
      for (let step = 0; step < time; step++) starts[first + step + 1] = at + ends[step]!
    } else {
      moveRows({ ends, i, shift, neurons, addresses, starts, first, at })
    }
    samples++
  }

  return {
    sink,
    addRows,
    begin(): void {
      samples = 0
      sink.count = 0
    },
    end,
    add(events, sample): void {
      const length = events.t.length
      if (events.i.length !== length) {
        throw new DataError({
          what: `sample ${sample} of ${name} has ${length} steps (t) but ${events.i.length} neurons (i)`,
          where: `sample ${sample}`,
          fix: 'Give one step and one neuron an event.',
        })
      }
      sink.count = 0
      sink.reserve(length)
      for (let k = 0; k < length; k++) {
        const step = events.t[k]!
        const neuron = events.i[k]!
        if (!(step >= 0 && step < time && neuron >= 0 && neuron < neurons) || step % 1 !== 0 || neuron % 1 !== 0) {
          throw new DataError({
            what:
              `event ${k} of sample ${sample} of ${name} lies at step ${step}, neuron ${neuron}; expected whole ` +
              `numbers from 0 to ${time - 1} and from 0 to ${neurons - 1}`,
            where: `sample ${sample}`,
            fix: 'Give the set the right time and neurons, or drop such events when they are put on the grid.',
          })
        }
        sink.t[k] = step
        sink.i[k] = neuron
      }
      sink.count = length
      end(sample)
    },
    packed(): PackedEvents {
      const rows = samples * time
      return {
        batch: samples,
        time,
        neurons,
        rowStart: rowStart.subarray(0, rows + 1),
        index: index.subarray(0, rowStart[rows]!),
      }
    },
  }
}

function newIndex(neurons: number, length: number): Uint16Array | Uint32Array {
  return neurons <= 65536 ? new Uint16Array(length) : new Uint32Array(length)
}
