import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { DataError, SnnError, type ErrorCode, type PackedEvents } from '@snn/core'
import { eventsOf } from '../cached.js'
import { wholeNumber } from '../checks.js'
import type { DataSet } from '../data-set.js'
import { FIRST_MOMENT } from '../data-set.js'
import type { BatchAnswer, BatchRequest, Failure, SetFacts } from './batch-worker.js'

/** @public */
export interface InWorkersOptions {
  /** What the function is called with, such as a path; copied as messages between threads are. */
  readonly argument?: unknown
  /** Threads; one less than the machine has, and at least 1, when absent. */
  readonly workers?: number
}

/** A set whose samples are read, transformed and encoded on threads of their own. @public */
export interface WorkerSet extends DataSet {
  pack(samples: Uint32Array, moment: { readonly seed: number; readonly epoch: number }): Promise<PackedEvents>
  readonly atOnce: number
  /** Ends the threads; batches that are under way are rejected. */
  close(): Promise<void>
}

/**
 * The set that a function of a module makes, made once in each of some threads: batches are read, transformed, encoded and packed
 * there, several at once, while the program goes on. They have the very same bits as without threads. For what cannot be `cached`,
 * since it is drawn anew each epoch, or is too large.
 *
 *     export const train = async () => encoded(transformed((await nMnist({ folder })).train, jitterTime({ std: 1e-3 })), bins(…))  // train-set.js
 *     const train = await inWorkers(new URL('train-set.js', import.meta.url), 'train')
 *
 * The errors of that function and of its set, by their names; a DataError when a thread ends by itself.
 * @public
 */
export async function inWorkers(
  module: URL | string,
  name: string,
  options: InWorkersOptions = {},
): Promise<WorkerSet> {
  const count = wholeNumber('workers', options.workers ?? Math.max(1, availableParallelism() - 1), 1)
  const lanes = Array.from({ length: count }, () => lane(String(module), name, options.argument))
  const close = async (): Promise<void> => {
    await Promise.all(lanes.map((each) => each.close()))
  }
  const facts = await Promise.all(lanes.map((each) => each.facts)).catch(async (error: unknown) => {
    await close()
    throw error
  })
  const [about] = facts
  const { time, neurons } = about!
  const pack: WorkerSet['pack'] = async (samples, moment) => {
    const idlest = lanes.reduce((a, b) => (b.waiting() < a.waiting() ? b : a))
    const { rowStart, index } = await idlest.ask({ samples, moment })
    return { batch: samples.length, time, neurons, rowStart, index, checked: true }
  }
  return {
    ...about!,
    pack,
    atOnce: count,
    close,
    async get(index, moment = FIRST_MOMENT) {
      const { rowStart, index: i } = await pack(Uint32Array.of(index), moment)
      return eventsOf({ end: rowStart.subarray(1), i, shift: 0 }, neurons)
    },
  }
}

type Rows = Extract<BatchAnswer, { readonly rowStart: Uint32Array }>

/** One thread. */
interface Lane {
  readonly facts: Promise<SetFacts>
  /** Batches asked for and not there yet. */
  waiting(): number
  ask(request: Omit<BatchRequest, 'id'>): Promise<Rows>
  close(): Promise<unknown>
}

function lane(module: string, name: string, argument: unknown): Lane {
  const worker = new Worker(new URL('batch-worker.js', import.meta.url), { workerData: { module, name, argument } })
  const open = new Map<number, PromiseWithResolvers<Rows>>()
  const facts = Promise.withResolvers<SetFacts>()
  let ids = 0
  let ended: Error | undefined

  function endAll(error: Error): void {
    ended ??= error
    facts.reject(ended)
    for (const { reject } of open.values()) reject(ended)
    open.clear()
  }

  function taken(id: number): PromiseWithResolvers<Rows> | undefined {
    const waiting = open.get(id)
    open.delete(id)
    return waiting
  }

  worker.on('message', (answer: BatchAnswer) => {
    if ('facts' in answer) facts.resolve(answer.facts)
    else if (answer.id === undefined) endAll(errorOf(answer.failure))
    else if ('failure' in answer) taken(answer.id)?.reject(errorOf(answer.failure))
    else taken(answer.id)?.resolve(answer)
    // A thread that has nothing to do keeps no program alive.
    if (open.size === 0) worker.unref()
  })
  worker.on('error', endAll)
  worker.on('exit', () =>
    endAll(new DataError({ what: `the thread that reads ${module} has ended`, fix: 'Open the set again.' })),
  )
  return {
    facts: facts.promise,
    waiting: () => open.size,
    ask(request): Promise<Rows> {
      if (ended !== undefined) return Promise.reject(ended)
      const id = ids++
      const waiting = Promise.withResolvers<Rows>()
      open.set(id, waiting)
      worker.ref()
      worker.postMessage({ id, ...request } satisfies BatchRequest)
      return waiting.promise
    },
    close: () => worker.terminate(),
  }
}

/** The error that a thread has met, with the name and code that it had there. */
function errorOf({ name, code, message }: Failure): Error {
  return code === undefined ? new Error(message) : new SnnError(name, code as ErrorCode, { what: message })
}
