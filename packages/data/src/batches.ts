import { AbortError, DataError, hostArray, permutation, type Backend, type SpikeTrain, type Tensor } from '@snn/core'
import { ahead, type Ahead } from './ahead.js'
import { checkLabel, wholeNumber } from './checks.js'
import type { DataSet, Moment } from './data-set.js'
import { samplePacker } from './pack-samples.js'

/** @public */
export interface BatchesOptions {
  /** Samples a batch. */
  readonly size: number
  /** Seed of the order and of all that is random in the samples. */
  readonly seed: number
  /** From 0; each epoch has its own order and draws. */
  readonly epoch: number
  /** `false` keeps the order of the set. */
  readonly shuffle?: boolean
  /** Leaves out a last batch of fewer samples. */
  readonly dropLast?: boolean
  /** Number of the first batch, to go on in the middle of an epoch with the very same batches. */
  readonly start?: number
  /** Batches made ahead of the one in use, 0 for none; as many as the set makes at once, or 1, when absent. */
  readonly prefetch?: number
  readonly signal?: AbortSignal | undefined
}

/** A batch on the backend. Both values are freed when the next batch is asked for. @public */
export interface Batch {
  /** [batch, time, neurons]. */
  readonly spikes: SpikeTrain
  /** int32 [batch]. */
  readonly labels: Tensor<'int32'>
  readonly size: number
  /** Number of the batch in its epoch, from 0. */
  readonly number: number
  /** Numbers of its samples in the set. */
  readonly samples: Uint32Array
}

/** One epoch of batches, which can be iterated any number of times. @public */
export interface Batches extends AsyncIterable<Batch> {
  /** Batches from `start` on. */
  readonly length: number
}

/**
 * One epoch of a set as batches of spike trains on a backend, never dense. The order is `permutation(n, seed, epoch)`;
 * the same options give the same bits, whatever `start` and `prefetch` are. Batches are made while the step before
 * runs, `prefetch` of them at most; a batch is freed at the next `next()`, and all are when the loop ends.
 * An ArgumentError for a bad option; a DataError for an empty set, a label outside the classes or an event outside
 * [time, neurons]; an AbortError when the signal says so.
 * @public
 */
export function batches(backend: Pick<Backend, 'spikes' | 'tensor'>, set: DataSet, options: BatchesOptions): Batches {
  const { shuffle = true, dropLast = false, signal } = options
  const size = wholeNumber('size', options.size, 1)
  const start = wholeNumber('start', options.start ?? 0, 0)
  const prefetch = wholeNumber('prefetch', options.prefetch ?? set.atOnce ?? 1, 0)
  const moment: Moment = { seed: wholeNumber('seed', options.seed, 0), epoch: wholeNumber('epoch', options.epoch, 0) }
  if (set.length === 0) {
    throw new DataError({
      what: `${set.name} (${set.split}) has no samples`,
      fix: 'Give a set of at least one sample.',
    })
  }
  const total = dropLast ? Math.floor(set.length / size) : Math.ceil(set.length / size)
  const pack = samplePacker(set)

  async function make(number: number, order: Uint32Array): Promise<Batch> {
    const samples = order.subarray(number * size, (number + 1) * size)
    const labels = new Int32Array(samples.length)
    for (let k = 0; k < samples.length; k++) {
      labels[k] = checkLabel(set.labels[samples[k]!], samples[k]!, set.classes.length, set.name)
    }
    const spikes = await pack(samples, moment, (packed) => backend.spikes(packed))
    return { spikes, labels: backend.tensor(hostArray(labels, [labels.length])), size: samples.length, number, samples }
  }

  async function* iterate(): AsyncGenerator<Batch> {
    const order = shuffle
      ? permutation(set.length, moment.seed, moment.epoch)
      : Uint32Array.from({ length: set.length }, (_, k) => k)
    const queue: Ahead<Batch>[] = []
    let next = start
    const enqueue = (): void => {
      const number = next++
      const batch = ahead(() => make(number, order))
      // Threads of the set's own have nothing to wait for.
      if (set.pack !== undefined) void batch.result()
      queue.push(batch)
    }
    try {
      for (let number = start; number < total; number++) {
        while (queue.length < Math.max(1, prefetch) && next < total) enqueue()
        const batch = await orAborted(queue[0]!.result(), signal)
        queue.shift()
        while (queue.length < prefetch && next < total) enqueue()
        try {
          yield batch
        } finally {
          free(batch)
        }
      }
    } finally {
      await Promise.all(queue.map((waiting) => waiting.cancel(free)))
    }
  }

  return { length: Math.max(0, total - start), [Symbol.asyncIterator]: iterate }
}

function free({ spikes, labels }: Batch): void {
  spikes.free()
  labels.free()
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work
  let stop: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new AbortError({ what: 'loading batches was aborted by its signal', cause: signal.reason }))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([aborted, work])
  } finally {
    signal.removeEventListener('abort', stop!)
  }
}
