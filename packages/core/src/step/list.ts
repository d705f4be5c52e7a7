import type { DenseKernels, Driver, Span, Status } from '../backend.js'
import type { Buffer } from './buffer.js'

/** One kernel call as it is kept in a step's list: what it reads and writes, and how to give it to the driver, again and again. */
export interface Call {
  readonly reads: readonly Buffer[]
  readonly writes: readonly Buffer[]
  encode(driver: Driver): void
}

/** What a closure asked for, complete: the unit that is enqueued, replayed, and happens whole or not at all. */
export interface StepList {
  readonly calls: readonly Call[]
  /** Writes to what outlives the step. They come last. */
  readonly commits: readonly Call[]
  /** What is wanted with the status word. */
  readonly values: () => readonly Span[]
  /** Whether the counts of its layers are wanted. */
  readonly counted: boolean
  /** What takes back, from the last to the first, what recording changed on the host: called when the step does not happen. */
  readonly reverts: readonly (() => void)[]
  /** Bytes that the step holds beyond what outlives it: its share of the arena and its plans. */
  readonly bytes: () => number
}

/** Arguments of a call, made when it is first given, since only then buffers have storage, and given again as they are. */
export function once<Arguments>(make: () => Arguments): () => Arguments {
  let made: Arguments | undefined
  return () => (made ??= make())
}

/** Encodes a call of a dense kernel. */
export function dense<K extends keyof DenseKernels>(
  kernel: K,
  make: () => Parameters<DenseKernels[K]>[0],
): Call['encode'] {
  const call = once(make)
  return ({ dense }) => (dense[kernel] as (call: unknown) => void)(call())
}

/**
 * Gives a list to the driver and returns its status word, or the promise of it.
 * @param refused called when the driver refuses one of its calls, whose error the status is then.
 */
export function enqueue(driver: Driver, list: StepList, refused: () => void): Status | Promise<Status> {
  driver.begin()
  try {
    for (const call of list.calls) call.encode(driver)
    driver.commit()
    for (const call of list.commits) call.encode(driver)
  } catch (error) {
    refused()
    return Promise.resolve(driver.submit([], false)).finally(() => {
      throw error
    })
  }
  return driver.submit(list.values(), list.counted)
}
