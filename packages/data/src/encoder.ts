import type { DataSet, EventSink, GridEvents, GridRows, Moment, Repeats, Source } from './data-set.js'
import { FIRST_MOMENT } from './data-set.js'
import { eventSink } from './event-sink.js'
import { reusedEvents } from './events.js'

/** What turns a sample into events on a grid. A plain record, so one's own is a function and four facts. @public */
export interface Encoder<S> {
  readonly name: string
  /** Steps of a sample. */
  readonly time: number
  /** Seconds a step, where that means something. */
  readonly dt?: number | undefined
  readonly repeats: Repeats
  /** How the input neurons lie for samples of the given shape. A ShapeError where it cannot take them. */
  shape(sample: readonly number[]): readonly number[]
  /** Writes the events of one sample, in any order. Random draws depend on `moment` and `index` alone. */
  encode(sample: S, sink: EventSink, index: number, moment: Moment): void
  /** The same sorted by step, by an encoder that makes it so anyway. */
  rows?(sample: S, index: number, moment: Moment): GridRows
}

/**
 * The samples of a source as events on the encoder's grid: `encoded(images, latency())`.
 * Nothing is computed before a sample is asked for.
 * @public
 */
export function encoded<S>(source: Source<S>, encoder: Encoder<S>): DataSet {
  const shape = encoder.shape(source.shape)
  const neurons = shape.reduce((a, b) => a * b, 1)

  function toGrid(sample: S, index: number, moment: Moment): GridEvents {
    const sink = eventSink()
    encoder.encode(sample, sink, index, moment)
    return { t: sink.t.slice(0, sink.count), i: sink.i.slice(0, sink.count) }
  }

  const set: DataSet = {
    name: source.name,
    split: source.split,
    classes: source.classes,
    citation: source.citation,
    license: source.license,
    partial: source.partial,
    length: source.length,
    labels: source.labels,
    shape,
    time: encoder.time,
    neurons,
    dt: encoder.dt,
    repeats: encoder.repeats,
    get(index, moment = FIRST_MOMENT): GridEvents | Promise<GridEvents> {
      const sample = source.get(index, moment)
      return sample instanceof Promise
        ? sample.then((value) => toGrid(value, index, moment))
        : toGrid(sample, index, moment)
    },
  }
  if (source.waits !== false) return set
  const make = reusedEvents()
  const rows = encoder.rows?.bind(encoder)
  if (rows !== undefined) {
    return {
      ...set,
      rows: (index, moment): GridRows => rows(source.get(index, moment, make) as S, index, moment),
    }
  }
  return {
    ...set,
    write(index, sink, moment): void {
      encoder.encode(source.get(index, moment, make) as S, sink, index, moment)
    },
  }
}
