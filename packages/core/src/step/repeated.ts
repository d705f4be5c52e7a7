import type { Status } from '../backend.js'
import { packed } from '../ops/layout.js'
import type { Runtime } from '../runtime.js'
import { HeldTrain, type SpikeTrain } from '../spike-train.js'
import type { Tensor } from '../tensor.js'
import type { Backend } from '../types.js'
import { asTensor, asTrain, isSpikeTrain } from '../value.js'
import { Job } from './job.js'
import type { StepList } from './list.js'

/** One closure's step, given again and again. @experimental */
export interface RepeatedStep<I extends SpikeTrain | Tensor, R> {
  /**
   * The step on one more input.
   * @throws (rejects) what the closure throws, and what a step does.
   */
  run(input: I, time?: number): Promise<R>
  /** Gives back what the closure made. */
  free(): void
}

/** What was recorded. */
export interface Recorded {
  readonly list: StepList
  /** Whether something that it works on has been freed. */
  stale(): boolean
  free(): void
}

/**
 * A step whose closure asks for the same whatever train of a shape it is given: it runs once for trains of one shape after
 * the other, and the list of what it asked for is given again, so that a small step costs the host little. No gradients.
 * @param body gets the input and the time that were given to `run`; returns a tensor of the step.
 * @param take gets the values of that tensor, and makes of them what `run` resolves to; called in the order of the steps.
 * @experimental
 */
export function repeatedStep<I extends SpikeTrain | Tensor, R>(
  backend: Backend,
  body: (input: I, time: number | undefined) => Tensor,
  take: (values: Float32Array) => R,
): RepeatedStep<I, R> {
  const runtime = backend as unknown as Runtime
  let recorded: Recorded | undefined
  /** What the list that is recorded takes for its input: each step puts its own device train in. */
  let standIn: HeldTrain | undefined
  /** One that has ended, for the next. */
  let spare: Run<I, R> | undefined

  function forget(): void {
    recorded?.free()
    recorded = standIn = undefined
  }

  function record(input: I, time: number | undefined): StepList {
    const train = isSpikeTrain(input) ? asTrain(input, 'a step') : undefined
    if (train && standIn && recorded && sameShape(train, standIn) && !recorded.stale()) standIn.device = train.device
    else {
      forget()
      standIn = train && new HeldTrain(train.runtime, train.device, train)
      recorded = runtime.record(() => packed(asTensor(body((standIn ?? input) as I, time), 'a step')))
    }
    return recorded.list
  }

  return {
    run(input, time) {
      const run = spare ?? new Run(record, take)
      spare = undefined
      run.input = input
      run.time = time
      run.ended = false
      runtime.give(run)
      if (run.ended) spare = run
      return run.result()
    },
    free: forget,
  }
}

/** One giving, and what it gives: most often that is known as soon as it was given. */
class Run<I, R> extends Job {
  input: I | undefined
  time: number | undefined
  ended = false
  readonly #take: (values: Float32Array) => R
  #result: R | Promise<never> | undefined
  #end: (() => void) | undefined

  constructor(record: (input: I, time: number | undefined) => StepList, take: (values: Float32Array) => R) {
    super(() => record(this.input!, this.time), true)
    this.#take = take
  }

  override happened({ values }: Status): Promise<void> | undefined {
    this.#result = this.#take(values)
    return undefined
  }

  override done(): void {
    this.ended = true
    this.#end?.()
  }

  override failed(error: unknown): void {
    this.#result = refused(error)
    this.done()
  }

  /** Waits only where it has not ended. */
  result(): Promise<R> {
    return this.ended ? Promise.resolve(this.#result!) : this.#later()
  }

  async #later(): Promise<R> {
    await new Promise<void>((resolve) => (this.#end = resolve))
    return this.#result!
  }
}

async function refused(error: unknown): Promise<never> {
  throw error
}

function sameShape(a: HeldTrain, b: HeldTrain): boolean {
  return a.runtime === b.runtime && a.batch === b.batch && a.time === b.time && a.neurons === b.neurons
}
