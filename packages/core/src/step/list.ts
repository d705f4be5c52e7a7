import type { Driver, Region } from '../backend.js'
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
  readonly scalars: () => readonly Region[]
  /** What takes back, from the last to the first, what recording changed on the host: called when the step does not happen. */
  readonly reverts: readonly (() => void)[]
  /** Bytes that the step holds beyond what outlives it: its share of the arena and its plans. */
  readonly bytes: () => number
}

/**
 * Gives a list to the driver and returns the promise of its status word.
 * @param refused called when the driver refuses one of its calls, whose error the status is then.
 */
export function enqueue(driver: Driver, list: StepList, refused: () => void): ReturnType<Driver['submit']> {
  driver.begin()
  try {
    for (const call of list.calls) call.encode(driver)
    driver.commit()
    for (const call of list.commits) call.encode(driver)
  } catch (error) {
    refused()
    return driver.submit([]).finally(() => {
      throw error
    })
  }
  return driver.submit(list.scalars())
}
