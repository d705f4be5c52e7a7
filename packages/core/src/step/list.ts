import type { Driver, Region, Status } from '../backend.js'
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

/** A list that was given to the driver. */
export interface Enqueued {
  readonly status: Promise<Status>
  /** Whether the driver refused one of its calls: its status is that error then. */
  readonly refused: boolean
}

/** Gives a list to the driver. */
export function enqueue(driver: Driver, list: StepList): Enqueued {
  driver.begin()
  try {
    for (const call of list.calls) call.encode(driver)
    driver.commit()
    for (const call of list.commits) call.encode(driver)
  } catch (error) {
    const refused = (): never => {
      throw error
    }
    return { status: driver.submit([]).then(refused, refused), refused: true }
  }
  return { status: driver.submit(list.scalars()), refused: false }
}
