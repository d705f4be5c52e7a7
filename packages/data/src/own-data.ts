import { assertHostArray, DataError, ShapeError, type EventList, type HostArray } from '@snn/core'
import { checkLabels, oneOf } from './checks.js'
import type { About, DataSet, EventSink, GridEvents, Repeats } from './data-set.js'
import { numbered } from './images.js'

/** What goes with events of one's own. @public */
export interface OwnDataOptions extends Partial<About> {
  /** One class index a sample. */
  readonly labels: ArrayLike<number>
  /** How the neurons lie; `[neurons]` when absent. */
  readonly shape?: readonly number[]
  /** Seconds a step. */
  readonly dt?: number
  readonly repeats?: Repeats
}

/**
 * A data set of one's own events: event k belongs to sample `b[k]`, step `t[k]` and neuron `i[k]`.
 * A ShapeError when the numbers of events or labels differ, a DataError for an event outside
 * [batch, time, neurons] or a label outside the classes.
 * @public
 */
export function fromEvents(events: EventList, options: OwnDataOptions): DataSet {
  const { batch, time, neurons, b, t, i } = events
  const { labels, shape = [neurons], dt, repeats = 'clamp' } = options
  oneOf('repeats', repeats, ['clamp', 'sum', 'none'])
  if (b.length !== t.length || b.length !== i.length) {
    throw new ShapeError({ what: `b, t and i must be of one length; got ${b.length}, ${t.length} and ${i.length}` })
  }
  if (labels.length !== batch) {
    throw new ShapeError({ what: `${batch} samples need ${batch} labels; got ${labels.length}`, where: 'labels' })
  }
  if (shape.reduce((x, y) => x * y, 1) !== neurons) {
    throw new ShapeError({ what: `shape [${shape.join(', ')}] does not hold ${neurons} neurons`, where: 'shape' })
  }
  const start = new Uint32Array(batch + 1)
  for (let k = 0; k < b.length; k++) {
    if (!below(b[k]!, batch) || !below(t[k]!, time) || !below(i[k]!, neurons)) {
      throw new DataError({
        what: `event ${k} lies at [${b[k]}, ${t[k]}, ${i[k]}], outside [batch, time, neurons] = [${batch}, ${time}, ${neurons}]`,
        where: `events[${k}]`,
        fix: 'Give whole numbers from 0, or a larger grid.',
      })
    }
    start[b[k]! + 1]!++
  }
  for (let sample = 0; sample < batch; sample++) start[sample + 1]! += start[sample]!
  const cursor = start.slice()
  const steps = new Uint32Array(b.length)
  const addresses = new Uint32Array(b.length)
  for (let k = 0; k < b.length; k++) {
    const at = cursor[b[k]!]!++
    steps[at] = t[k]!
    addresses[at] = i[k]!
  }
  const set: DataSet = {
    name: options.name ?? 'events',
    split: options.split ?? 'all',
    classes: options.classes ?? numbered(labels),
    citation: options.citation,
    license: options.license,
    partial: options.partial,
    length: batch,
    labels,
    shape,
    time,
    neurons,
    dt,
    repeats,
    get(index): GridEvents {
      const [from, to] = range(index)
      return { t: steps.subarray(from, to), i: addresses.subarray(from, to) }
    },
    write(index, sink: EventSink): void {
      const [from, to] = range(index)
      sink.reserve(to - from)
      sink.t.set(steps.subarray(from, to), sink.count)
      sink.i.set(addresses.subarray(from, to), sink.count)
      sink.count += to - from
    },
  }
  checkLabels(labels, set)
  return set

  function range(index: number): readonly [number, number] {
    const from = start[index]
    const to = start[index + 1]
    if (from !== undefined && to !== undefined) return [from, to]
    throw new DataError({ what: `there is no sample ${index}: ${set.name} has ${batch}` })
  }
}

function below(value: number, limit: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < limit
}

/** Order of the axes of a dense array of spikes. @public */
export type DenseAxes = 'batch,time,neurons' | 'time,batch,neurons'

/**
 * Events of a dense array of spike counts; a bin that holds k gives k events.
 * A ShapeError when it has not three axes, a DataError for a value that is no whole number from 0.
 * @public
 */
export function spikesFromDense(x: HostArray<ArrayLike<number>>, axes: DenseAxes = 'batch,time,neurons'): EventList {
  oneOf('axes', axes, ['batch,time,neurons', 'time,batch,neurons'])
  assertHostArray(x, 'dense spikes')
  if (x.shape.length !== 3) {
    throw new ShapeError({ what: `dense spikes need the axes [${axes}]; got shape [${x.shape.join(', ')}]` })
  }
  const [first, second] = axes === 'batch,time,neurons' ? ([0, 1] as const) : ([1, 0] as const)
  const [batch, time, neurons] = [x.shape[first]!, x.shape[second]!, x.shape[2]!]
  const b: number[] = []
  const t: number[] = []
  const i: number[] = []
  for (let sample = 0; sample < batch; sample++) {
    for (let step = 0; step < time; step++) {
      const row = x.offset + sample * x.stride[first]! + step * x.stride[second]!
      for (let neuron = 0; neuron < neurons; neuron++) {
        const count = x.data[row + neuron * x.stride[2]!]!
        if (count === 0) continue
        if (!Number.isInteger(count) || count < 0) {
          throw new DataError({
            what: `dense spikes are counts, whole numbers from 0; got ${count} at sample ${sample}, step ${step}, neuron ${neuron}`,
            fix: 'Encode intensities first (`latency`, `rate`), or give them as a constant current.',
          })
        }
        for (let k = 0; k < count; k++) {
          b.push(sample)
          t.push(step)
          i.push(neuron)
        }
      }
    }
  }
  return { batch, time, neurons, b: Uint32Array.from(b), t: Uint32Array.from(t), i: Uint32Array.from(i) }
}

/**
 * A data set of one's own dense spikes: {@link spikesFromDense}, then {@link fromEvents}.
 * @public
 */
export function fromDense(x: HostArray<ArrayLike<number>>, options: OwnDataOptions & { axes?: DenseAxes }): DataSet {
  return fromEvents(spikesFromDense(x, options.axes), options)
}
