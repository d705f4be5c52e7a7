import { Tape } from '../autograd/tape.js'
import type { DeviceTrain, LayerPlan, ReadoutPlan, Storage } from '../backend.js'
import { StepError } from '../errors.js'
import type { HeldTrain } from '../spike-train.js'
import type { DeviceTensor } from '../tensor.js'
import type { Buffer } from './buffer.js'
import type { Call } from './list.js'

/** What is kept while a closure runs: its calls, its commits, and the tape for gradients. */
export class Recorder {
  readonly calls: Call[] = []
  readonly commits: Call[] = []
  readonly reverts: (() => void)[] = []
  /** Buffers made in this step: their storage comes from the arena. */
  readonly local: Buffer[] = []
  /** Brought in from the host inside this step, and freed at its end unless returned. */
  readonly inputs: Set<Buffer> = new Set()
  readonly inputTrains: Set<HeldTrain> = new Set()
  readonly plans: Set<LayerPlan | ReadoutPlan> = new Set()
  /** Slots of the arena that were made for this step. */
  readonly slots: Storage[] = []
  /** How often a layer has been used in this step: its n-th use has its own plan. */
  readonly uses: Map<object, number> = new Map()
  readonly tape: Tape = new Tape()
  /** Whose gradients were asked for. Nothing is committed where one is not finite. */
  readonly losses: DeviceTensor[] = []
  readonly #committed = new Set<Buffer>()
  readonly #slots = new Map<DeviceTrain, number>()
  ended = false

  /** A place for one more gradient of a train. */
  nextSlot(train: DeviceTrain): number {
    const slot = this.#slots.get(train) ?? 0
    this.#slots.set(train, slot + 1)
    return slot
  }

  /** A call on what this step made. Storage that outlives the step may be read, not written. */
  call(call: Call): void {
    this.#refuseReadAfterCommit(call)
    this.calls.push(call)
  }

  /** A call that writes what outlives the step: it happens at the end, if the step happens. */
  commit(call: Call): void {
    this.#refuseReadAfterCommit(call)
    this.commits.push(call)
    for (const buffer of call.writes) this.#committed.add(buffer)
  }

  #refuseReadAfterCommit(call: Call): void {
    if (this.#committed.size > 0 && [...call.reads, ...call.writes].some((buffer) => this.#committed.has(buffer)))
      throw new StepError({
        what: 'a step used a tensor that it had already written (an updated parameter, or an assigned state)',
        context: 'Writes to what outlives a step happen at its end, so the new value cannot be seen inside it.',
        fix: 'Update each parameter once, as the last thing in the step; use the new value in the next step.',
      })
  }
}
