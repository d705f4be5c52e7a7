import { DataError, sortEvents, type PackedEvents } from '@snn/core'
import type { EventSink, GridEvents, GridRows, Repeats } from './data-set.js'
import { eventSink } from './event-sink.js'
import { shiftRows } from './shift-rows.js'

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
  /**
   * Copies one sample in that is sorted already; a DataError where it is not, or holds other neurons than there are.
   * @param checked promises that it is sound: then nobody looks.
   */
  addRows(rows: GridRows, checked?: boolean): void
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
 * Packs samples of `time` steps and `neurons` neurons by a stable counting sort: O(events + time) a sample, and no
 * allocation once its buffers have grown to the largest batch. An event outside the grid is a DataError.
 * @public
 */
export function packer({ time, neurons, repeats = 'clamp', name = 'the set' }: PackerOptions): Packer {
  const sink = eventSink()
  const seen = repeats === 'clamp' ? new Uint32Array(neurons) : undefined
  let rowStart = new Uint32Array(64 * time + 1)
  let index = newIndex(neurons, 1 << 14)
  let samples = 0

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

  function outside(sample: number, event: number, { t, i }: GridEvents): never {
    throw new DataError({
      what:
        `event ${event} of sample ${sample} of ${name} lies at step ${t[event]}, neuron ${i[event]}; expected whole ` +
        `numbers from 0 to ${time - 1} and from 0 to ${neurons - 1}`,
      where: `sample ${sample}`,
      fix: 'Give the set the right time and neurons, or drop such events when they are put on the grid.',
    })
  }

  function end(sample: number, events: GridEvents = sink): void {
    reserveRows()
    const first = samples * time
    reserveEvents(rowStart[first]!, sink.count)
    const bad = sortEvents(sink, { batch: 1, time, neurons, first, rowStart, index, seen })
    if (bad >= 0) outside(sample, bad, events)
    samples++
    sink.count = 0
  }

  /** A shift drops what lies outside, so that neurons need no look before. */
  function checkRows({ end: ends, i, shift }: GridRows): void {
    let before = 0
    let falls = 0
    for (let step = 0; step < time; step++) {
      falls |= ends[step]! - before
      before = ends[step]!
    }
    const most = shift === 0 ? largest(i) : 0
    if (ends.length === time && falls >= 0 && before <= i.length && most < neurons) return
    throw new DataError({
      what: `sample ${samples} of a batch of ${name} is no ${time} rows of ${neurons} neurons: ${ends.length} rows that end at event ${before} of ${i.length}, neurons up to ${most}`,
      fix: 'end[t] is where the events of step t end in i; neurons are counted from 0.',
    })
  }

  function addRows(rows: GridRows, checked = false): void {
    const { end: ends, i, shift } = rows
    if (!checked) checkRows(rows)
    reserveRows()
    const first = samples * time
    const at = rowStart[first]!
    reserveEvents(at, i.length)
    if (shift === 0) {
      const starts = rowStart
      index.set(i, at)
      for (let step = 0; step < time; step++) starts[first + step + 1] = at + ends[step]!
    } else shiftRows(rows, neurons, { rowStart, index }, first)
    samples++
  }

  return {
    sink,
    addRows,
    begin(): void {
      samples = 0
      sink.count = 0
      seen?.fill(0)
    },
    end: (sample) => end(sample),
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
      copyWhole(events.t, sink.t)
      copyWhole(events.i, sink.i)
      sink.count = length
      end(sample, events)
    },
    packed(): PackedEvents {
      const rows = samples * time
      return {
        batch: samples,
        time,
        neurons,
        rowStart: rowStart.subarray(0, rows + 1),
        index: index.subarray(0, rowStart[rows]!),
        checked: true,
      }
    },
  }
}

/** What is no whole number becomes the largest there is, which lies outside. */
function copyWhole(from: ArrayLike<number>, to: Uint32Array): void {
  for (let k = 0; k < from.length; k++) to[k] = from[k]! >>> 0 === from[k] ? from[k]! : 0xffff_ffff
}

function newIndex(neurons: number, length: number): Uint16Array | Uint32Array {
  return neurons <= 65536 ? new Uint16Array(length) : new Uint32Array(length)
}

function largest(values: Uint16Array | Uint32Array): number {
  let most = 0
  for (let k = 0; k < values.length; k++) if (values[k]! > most) most = values[k]!
  return most
}
