import type { Status } from '../backend.js'
import type { StepList } from './list.js'

/** A step that is given to the queue, and told what became of it. It may be given again once it has ended. */
export class Job {
  /** Runs the closure, which is done once. */
  readonly record: () => StepList
  /** Whether it has the device to itself until `happened` is done: then it is settled as soon as its status is there. */
  readonly alone: boolean
  list: StepList | undefined
  status: Status | Promise<Status> | undefined
  replays = 0
  /** What was freed while this was the last step under way: another step may still read it. */
  readonly after: (() => void)[] = []

  constructor(record: () => StepList, alone = false) {
    this.record = record
    this.alone = alone
  }

  /** Takes what it wants of the status. A promise is waited for. */
  happened(_status: Status): Promise<void> | undefined {
    return undefined
  }

  /** It has happened, and is no longer under way. */
  done(): void {}

  /** It has not happened. */
  failed(_error: unknown): void {}
}
