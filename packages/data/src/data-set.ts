import type { PackedEvents } from '@snn/core'
import type { Events, MakeEvents, Sensor } from './events.js'

/** What a set says about itself. @public */
export interface About {
  readonly name: string
  /** `train`, `test`, `validation`, `all` … */
  readonly split: string
  /** Name of each class; a label is an index into it. */
  readonly classes: readonly string[]
  readonly citation?: string | undefined
  readonly license?: string | undefined
  /** Present when this is a part of the published set: which part. */
  readonly partial?: string | undefined
}

/** Which draw of a random transform or encoder: the same seed, epoch and sample give the same events. @public */
export interface Moment {
  readonly seed: number
  readonly epoch: number
}

/** What sources of samples and encoded sets have in common. @public */
export interface Collection<S> extends About {
  readonly length: number
  /** One class index a sample. */
  readonly labels: ArrayLike<number>
  /** How one sample lies: `[28, 28]` rows and columns, `[2, 34, 34]` polarities, rows and columns, `[700]` units. */
  readonly shape: readonly number[]
  /** Sample `index`, from 0. What is random in it depends on `moment` and `index` alone. */
  get(index: number, moment?: Moment): S | Promise<S>
}

/** Samples as they are recorded: images, events of a sensor, whatever an encoder takes. @public */
export interface Source<S> extends Collection<S> {
  /** `false` promises that `get` never returns a promise, so that no batch waits for one. */
  readonly waits?: boolean | undefined
  /** As in {@link Collection}; a source of events may put the sample into what `make` makes, which then may be reused. */
  get(index: number, moment?: Moment, make?: MakeEvents): S | Promise<S>
}

/** Recordings of events of one sensor: what transforms take. @public */
export interface EventSource extends Source<Events> {
  readonly sensor: Sensor
  /** How often `transformed` was applied: each time draws apart from those before it. */
  readonly stages?: number | undefined
}

/** One sample on the grid: event k is neuron `i[k]` at step `t[k]`, in any order. @public */
export interface GridEvents {
  readonly t: ArrayLike<number>
  readonly i: ArrayLike<number>
}

/** Where an encoder writes the events of one sample. @public */
export interface EventSink {
  readonly t: Uint32Array
  readonly i: Uint32Array
  /** Events written so far; the writer moves it on. */
  count: number
  /** Makes room for `events` more; `t` and `i` are other arrays afterwards. */
  reserve(events: number): void
}

/**
 * Samples as a network takes them: events on a grid of `time` steps and `neurons` neurons, with a label each.
 * What `batches`, `fit` and `evaluate` take.
 * @public
 */
export interface DataSet extends Collection<GridEvents> {
  /** Steps of a sample. */
  readonly time: number
  /** Input neurons: the product of `shape`. */
  readonly neurons: number
  /** Seconds a step, where that means something. */
  readonly dt?: number | undefined
  /**
   * Several events of one neuron in one step: `clamp` keeps one, `sum` keeps all, `none` promises that there are none.
   * `clamp` when absent.
   */
  readonly repeats?: Repeats | undefined
  /** Instead of `get`, without an object a sample; present only where samples need no waiting. */
  write?(index: number, sink: EventSink, moment: Moment): void
  /** Instead of `get` and `write`, where samples are sorted by step already. They last until the next are asked for, unless `checked`. */
  rows?(index: number, moment: Moment): GridRows
  /** Promises that what `rows` gives is sound and stays as it is: nobody looks at every event again. `cached` makes such sets. */
  readonly checked?: boolean | undefined
  /** Instead of all of these: a whole batch, made elsewhere. `inWorkers` makes such sets. */
  pack?(samples: Uint32Array, moment: Moment): Promise<PackedEvents>
  /** How many batches `pack` makes at once. */
  readonly atOnce?: number | undefined
}

/** One sample sorted by step, free of repeats that do not count. @public */
export interface GridRows {
  /** [time]: step t holds events `end[t - 1]` (0 at the first) to `end[t] - 1`. */
  readonly end: Uint32Array
  /** One neuron an event. */
  readonly i: Uint16Array | Uint32Array
  /** Added to every neuron; an event that leaves the neurons of the set by it is dropped. */
  readonly shift: number
}

/** @public */
export type Repeats = 'clamp' | 'sum' | 'none'

/** The draw that is meant where none is given. */
export const FIRST_MOMENT: Moment = { seed: 0, epoch: 0 }
