import { parentPort, workerData } from 'node:worker_threads'
import { isSnnError } from '@snn/core'
import type { DataSet, Moment } from '../data-set.js'
import { samplePacker, type PackSamples } from '../pack-samples.js'

/* The program of a worker of `inWorkers`: opens the set, says what it is, then makes one batch after another. */

/** What a worker is asked for: a batch. */
export interface BatchRequest {
  readonly id: number
  readonly samples: Uint32Array
  readonly moment: Moment
}

/** What it answers first: the set without its functions. */
export type SetFacts = Omit<DataSet, 'get' | 'write' | 'rows' | 'checked' | 'pack' | 'atOnce'>

/** An error as it crosses threads. */
export interface Failure {
  readonly name: string
  readonly code: string | undefined
  readonly message: string
}

/** What a worker says: its set once, then each batch, or what went wrong with either. */
export type BatchAnswer =
  | { readonly id?: undefined; readonly facts: SetFacts }
  | { readonly id: number; readonly rowStart: Uint32Array; readonly index: Uint16Array | Uint32Array }
  | { readonly id: number; readonly failure: Failure }
  | { readonly id?: undefined; readonly failure: Failure }

const { module, name, argument } = workerData as {
  readonly module: string
  readonly name: string
  readonly argument: unknown
}
const port = parentPort!

function failureOf(error: unknown): Failure {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  return { name, code: isSnnError(error) ? error.code : undefined, message }
}

async function answer(pack: PackSamples, { id, samples, moment }: BatchRequest): Promise<void> {
  try {
    await pack(samples, moment, (packed) => {
      const [rowStart, index] = [packed.rowStart.slice(), packed.index.slice()]
      port.postMessage({ id, rowStart, index } satisfies BatchAnswer, [rowStart.buffer, index.buffer])
    })
  } catch (error) {
    port.postMessage({ id, failure: failureOf(error) } satisfies BatchAnswer)
  }
}

try {
  const open = ((await import(module)) as Record<string, (argument: unknown) => DataSet | Promise<DataSet>>)[name]
  if (typeof open !== 'function') throw new TypeError(`${module} exports no function '${name}'`)
  const set = await open(argument)
  const { get: _, write: __, rows: ___, checked: ____, pack: _____, atOnce: ______, labels, ...facts } = set
  port.postMessage({ facts: { ...facts, labels: Int32Array.from(labels) } } satisfies BatchAnswer)
  const pack = samplePacker(set)
  let before: Promise<void> = Promise.resolve()
  port.on('message', (request: BatchRequest) => {
    before = before.then(() => answer(pack, request))
  })
} catch (error) {
  port.postMessage({ failure: failureOf(error) } satisfies BatchAnswer)
}
