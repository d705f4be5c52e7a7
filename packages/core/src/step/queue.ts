import type { Driver, Status } from '../backend.js'
import { BackendError, NonFiniteError, StepError } from '../errors.js'
import { Job } from './job.js'
import { enqueue, type StepList } from './list.js'

/** How many steps may be under way, so that a device never waits for the host. */
const UNDER_WAY = 2

/** More replays than a growing list can need: each at least doubles what overflowed, or fails. */
const MOST_REPLAYS = 100

/**
 * The steps of one backend in order: at most two under way, replayed from the first one whose list was too short, each
 * happening whole or not at all. A step that fails takes those with it that were enqueued behind it. One that is alone has
 * none behind it: where the driver does it at once, it is settled at once, without a promise.
 */
export class StepQueue {
  readonly #driver: Driver
  readonly #waiting: Job[] = []
  readonly #underWay: Job[] = []
  /** Whether a step under way was refused by the driver: what comes behind is not given to it, and fails with that step. */
  #refused = false
  readonly #refuse = (): void => void (this.#refused = true)
  readonly #goOn = (): void => {
    this.#settling = false
    this.#admit()
    this.#settle()
  }
  #settling = false
  #inspecting = false

  constructor(driver: Driver) {
    this.#driver = driver
  }

  /** Whether no step is under way. */
  get idle(): boolean {
    return this.#underWay.length === 0
  }

  /** Bytes that the steps under way hold; they share them, since they run in order. */
  get bytes(): number {
    let bytes = 0
    for (const { list } of this.#underWay) bytes = Math.max(bytes, list!.bytes())
    return bytes
  }

  /** Gives a step. Its closure runs at once where there is room, else when the steps before have made some. */
  give(job: Job): void {
    this.#waiting.push(job)
    this.#admit()
    this.#settle()
  }

  /** Gives a list that is complete already, behind what is under way. Never waits for room. */
  follow(list: StepList): void {
    if (this.idle) for (const call of list.calls) call.encode(this.#driver)
    else this.#start(new Job(() => list))
  }

  /** Resolves when every step given so far has happened or failed; at once for the one that is being inspected. */
  async idleUnlessInspecting(): Promise<void> {
    const last = this.#waiting.at(-1) ?? this.#underWay.at(-1)
    if (last && !this.#inspecting) await new Promise<void>((resolve) => last.after.push(resolve))
  }

  /** Does something once the steps under way no longer need what it takes away. */
  afterwards(action: () => void): void {
    if (this.idle) action()
    else this.#underWay.at(-1)!.after.push(action)
  }

  #admit(): void {
    for (let job = this.#waiting[0]; job && this.#hasRoom(job); job = this.#waiting[0]) {
      removeFirst(this.#waiting)
      try {
        this.#start(job)
      } catch (error) {
        job.failed(error)
        end(job)
      }
    }
  }

  #hasRoom({ alone }: Job): boolean {
    return this.#underWay.length < (alone ? 1 : UNDER_WAY) && !this.#underWay[0]?.alone
  }

  #start(job: Job): void {
    job.replays = 0
    job.list = job.record()
    this.#underWay.push(job)
    this.#enqueue(job)
  }

  #enqueue(job: Job): void {
    if (this.#refused) return
    const status = enqueue(this.#driver, job.list!, this.#refuse)
    job.status = job.alone ? status : Promise.resolve(status)
    // A failure is taken up when its turn comes.
    if (job.status instanceof Promise) job.status.catch(() => {})
  }

  /** Takes up what has happened, step by step, until something has to be waited for. */
  #settle(): void {
    if (this.#settling) return
    this.#settling = true
    for (let job = this.#underWay[0]; job; job = this.#underWay[0]) {
      const wait = this.#take(job)
      if (wait) {
        void wait.then(this.#goOn)
        return
      }
      this.#admit()
    }
    this.#settling = false
  }

  /** Takes up what became of a step. @returns a promise where that is not known yet, or the step is inspected. */
  #take(job: Job): Promise<void> | undefined {
    const { status } = job
    try {
      const wait = status instanceof Promise ? this.#takeLater(job, status) : this.#judge(job, status!)
      return wait?.catch(this.#failAll)
    } catch (error) {
      this.#failAll(error)
      return undefined
    }
  }

  async #takeLater(job: Job, status: Promise<Status>): Promise<void> {
    const known = await status.catch((error) => {
      // A device that failed at a step has left a flag up, so that those behind it did nothing.
      this.#driver.resume()
      throw error
    })
    await this.#judge(job, known)
  }

  #judge(job: Job, status: Status): Promise<void> | undefined {
    if (status.overflow || status.nonFinite) {
      this.#driver.resume()
      if (!status.overflow) throw notFinite(status)
      if (++job.replays > MOST_REPLAYS) throw endless()
      for (const other of this.#underWay) this.#enqueue(other)
      return undefined
    }
    this.#inspecting = job.alone
    const reading = job.happened(status)
    if (!reading) this.#finish(job)
    return reading && this.#finishAfter(job, reading)
  }

  async #finishAfter(job: Job, reading: Promise<void>): Promise<void> {
    await reading
    this.#finish(job)
  }

  #finish(job: Job): void {
    this.#inspecting = false
    removeFirst(this.#underWay)
    job.done()
    end(job)
  }

  readonly #failAll = (error: unknown): void => {
    const failed = this.#underWay.splice(0)
    this.#refused = this.#inspecting = false
    for (const job of failed.toReversed()) for (const revert of job.list!.reverts.toReversed()) revert()
    for (const [at, job] of failed.entries()) {
      job.failed(at === 0 ? error : behind(error))
      end(job)
    }
  }
}

/** The room of a list is kept when its only entry goes by `pop`. */
function removeFirst(jobs: Job[]): void {
  if (jobs.length > 1) jobs.shift()
  else jobs.pop()
}

/** Does what waited for a step to be no longer under way. */
function end({ after }: Job): void {
  if (after.length > 0) for (const action of after.splice(0)) action()
}

function notFinite(status: Status): Error {
  return new NonFiniteError({
    what: 'a loss or gradient of this step is not finite; nothing was committed',
    context: `Scalars of the step: ${[...status.values].join(', ') || 'none'}.`,
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
