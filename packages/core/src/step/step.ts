import type { LayerCounts, Status } from '../backend.js'
import { Job } from './job.js'
import type { StepList } from './list.js'

/** What a step has done. */
export interface Outcome {
  readonly values: Float32Array
  readonly layers: readonly LayerCounts[]
  readonly replays: number
}

/** A step that is given once. */
export class Step extends Job {
  /** Rejects when it does not happen. */
  readonly outcome: Promise<Outcome>
  readonly #inspect: (() => Promise<void>) | undefined
  #happened: Outcome | undefined
  #resolve!: (outcome: Outcome) => void
  #reject!: (error: unknown) => void

  /** @param inspect is done with the step alone on the device, before it counts as done. */
  constructor(record: () => StepList, inspect: (() => Promise<void>) | undefined) {
    super(record, inspect !== undefined)
    this.#inspect = inspect
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  override happened({ values, layers }: Status): Promise<void> | undefined {
    this.#happened = { values, layers, replays: this.replays }
    return this.#inspect?.()
  }

  override done(): void {
    this.#resolve(this.#happened!)
  }

  override failed(error: unknown): void {
    this.#reject(error)
  }
}
