import type { Driver, Status } from '../backend.js'
import { BackendError, NonFiniteError, StepError } from '../errors.js'
import { enqueue, type StepList } from './list.js'

/** How many steps may be under way, so that a device never waits for the host. */
const UNDER_WAY = 2

/** More replays than a growing list can need: each at least doubles what overflowed, or fails. */
const MOST_REPLAYS = 100

/** A step that has been given and has not happened yet. */
interface Job {
  /** Runs the closure, which is done once. */
  readonly record: () => StepList
  /** With this, the step is alone on the device until `inspect` is done. */
  readonly inspect: (() => Promise<void>) | undefined
  readonly settle: (outcome: Outcome) => void
  /** What was freed while this was the last step under way: another step may still read it. */
  readonly after: (() => void)[]
  list: StepList | undefined
  status: Promise<Status> | undefined
  replays: number
}

export type Outcome =
  | { readonly happened: true; readonly status: Status; readonly replays: number; readonly list: StepList }
  | { readonly happened: false; readonly error: unknown }

/**
 * The steps of one backend in order: at most two under way, replayed from the first one whose list was too short, each
 * happening whole or not at all. A step that fails takes those with it that were enqueued behind it.
 */
export class StepQueue {
  readonly #driver: Driver
  readonly #waiting: Job[] = []
  readonly #underWay: Job[] = []
  /** Whether a step under way was refused by the driver: what comes behind is not given to it, and fails with that step. */
  #refused = false
  #settling = false
  #inspecting = false
  #last: Promise<unknown> = Promise.resolve()

  constructor(driver: Driver) {
    this.#driver = driver
  }

  /** Bytes that the steps under way hold; they share them, since they run in order. */
  get bytes(): number {
    return Math.max(0, ...this.#underWay.map((job) => job.list!.bytes()))
  }

  /** Gives a step. Its closure runs at once where there is room, else when the steps before have made some. */
  give(record: () => StepList, inspect?: () => Promise<void>): Promise<Outcome> {
    const outcome = new Promise<Outcome>((settle) => {
      this.#waiting.push({ record, inspect, settle, after: [], list: undefined, status: undefined, replays: 0 })
    })
    this.#last = outcome
    this.#admit()
    return outcome
  }

  /** Gives a list that is complete already, behind what is under way. Never waits for room. */
  follow(list: StepList): Promise<Outcome> | undefined {
    if (this.#underWay.length === 0) {
      for (const call of list.calls) call.encode(this.#driver)
      return undefined
    }
    const outcome = new Promise<Outcome>((settle) => {
      this.#start({ record: () => list, inspect: undefined, settle, after: [], list, status: undefined, replays: 0 })
    })
    if (this.#waiting.length === 0) this.#last = outcome
    return outcome
  }

  /** Resolves when every step given so far has happened or failed; at once for the one that is being inspected. */
  async idleUnlessInspecting(): Promise<void> {
    if (!this.#inspecting) await this.#last
  }

  /** Does something once the steps under way no longer need what it takes away. */
  afterwards(action: () => void): void {
    const last = this.#underWay.at(-1)
    if (last) last.after.push(action)
    else action()
  }

  #admit(): void {
    while (this.#waiting.length > 0) {
      const job = this.#waiting[0]!
      const room = job.inspect ? this.#underWay.length === 0 : this.#underWay.length < UNDER_WAY
      if (!room || this.#underWay.some((other) => other.inspect)) return
      this.#waiting.shift()
      try {
        job.list = job.record()
      } catch (error) {
        job.settle({ happened: false, error })
        continue
      }
      this.#start(job)
    }
  }

  #start(job: Job): void {
    this.#underWay.push(job)
    this.#enqueue(job)
    void this.#settle()
  }

  #enqueue(job: Job): void {
    if (this.#refused) return
    job.status = enqueue(this.#driver, job.list!, () => (this.#refused = true))
    // The failure is taken up in #settle, when its turn comes.
    job.status.catch(() => {})
  }

  async #settle(): Promise<void> {
    if (this.#settling) return
    this.#settling = true
    while (this.#underWay.length > 0) {
      const job = this.#underWay[0]!
      try {
        const status = await job.status!.catch((error) => {
          // A device that failed at a step has left a flag up, so that those behind it did nothing.
          this.#driver.resume()
          throw error
        })
        if (status.overflow || status.nonFinite) {
          this.#driver.resume()
          if (!status.overflow) throw notFinite(status)
          if (++job.replays > MOST_REPLAYS) throw endless()
          for (const other of this.#underWay) this.#enqueue(other)
          continue
        }
        if (job.inspect) await this.#inspect(job.inspect)
        this.#finish(job, { happened: true, status, replays: job.replays, list: job.list! })
      } catch (error) {
        this.#failAll(error)
      }
      this.#admit()
    }
    this.#settling = false
  }

  async #inspect(inspect: () => Promise<void>): Promise<void> {
    this.#inspecting = true
    try {
      await inspect()
    } finally {
      this.#inspecting = false
    }
  }

  #finish(job: Job, outcome: Outcome): void {
    this.#underWay.splice(this.#underWay.indexOf(job), 1)
    job.settle(outcome)
    for (const action of job.after) action()
  }

  #failAll(error: unknown): void {
    const failed = [...this.#underWay]
    this.#refused = false
    for (const job of failed.toReversed()) for (const revert of job.list!.reverts.toReversed()) revert()
    failed.forEach((job, at) => this.#finish(job, { happened: false, error: at === 0 ? error : behind(error) }))
  }
}

function notFinite(status: Status): Error {
  return new NonFiniteError({
    what: 'a loss or gradient of this step is not finite; nothing was committed',
    context: `Scalars of the step: ${[...status.scalars].join(', ') || 'none'}.`,
    fix: 'Lower the rate, clip the gradients (clipByNorm), or look for extreme weights or inputs.',
  })
}

function behind(cause: unknown): Error {
  return new StepError({
    what: 'this step was not done, because the one before it failed',
    fix: 'Give it again once the failure of the step before is dealt with.',
    cause,
  })
}

function endless(): Error {
  return new BackendError({
    what: `a step overflowed ${MOST_REPLAYS} times in a row`,
    context: 'A backend must grow what overflowed, or refuse to.',
    fix: 'Report this together with the network and `snn backends`.',
  })
}
