import type { Runtime } from '../runtime.js'
import { HeldTrain, type SpikeTrain } from '../spike-train.js'
import type { DeviceTensor, Tensor } from '../tensor.js'
import type { Backend } from '../types.js'
import { asTrain, isSpikeTrain } from '../value.js'
import type { StepList } from './list.js'

/** One closure's step, given again and again. @experimental */
export interface RepeatedStep<I extends SpikeTrain | Tensor> {
  /**
   * The step on one more input.
   * @returns the values of the tensor that the closure returned, of this step and no later one.
   * @throws (rejects) what the closure throws, and what a step does.
   */
  run(input: I, time?: number): Promise<Float32Array>
  /** Gives back what the closure made. */
  free(): void
}

/** What was recorded. */
export interface Recorded {
  readonly list: StepList
  readonly result: DeviceTensor<'float32'>
  /** Whether something that it works on has been freed. */
  stale(): boolean
  free(): void
}

/**
 * A step whose closure asks for the same whatever train of a shape it is given: it runs once for trains of one shape after
 * the other, and the list of what it asked for is given again, so that a small step costs the host little. No gradients.
 * @param body gets the input and the time that were given to `run`; returns a tensor of the step.
 * @experimental
 */
export function repeatedStep<I extends SpikeTrain | Tensor>(
  backend: Backend,
  body: (input: I, time: number | undefined) => Tensor,
): RepeatedStep<I> {
  const runtime = backend as unknown as Runtime
  let recorded: Recorded | undefined
  /** What the list that is recorded takes for its input: each step puts its own device train in. */
  let standIn: HeldTrain | undefined

  function forget(): void {
    recorded?.free()
    recorded = standIn = undefined
  }

  function record(input: I, time: number | undefined): Recorded {
    const train = isSpikeTrain(input) ? asTrain(input, 'a step') : undefined
    if (train && standIn && recorded && sameShape(train, standIn) && !recorded.stale()) standIn.device = train.device
    else {
      forget()
      standIn = train && copyOf(train)
      recorded = runtime.record(() => body((standIn ?? input) as I, time) as unknown as DeviceTensor<'float32'>)
    }
    return recorded
  }

  return {
    async run(input, time) {
      let given: Recorded
      let data: Float32Array | undefined
      await runtime.give(
        () => (given = record(input, time)).list,
        async () => void (data = await runtime.readTensor(given.result)),
      )
      return data!
    },
    free: forget,
  }
}

function sameShape(a: HeldTrain, b: HeldTrain): boolean {
  return a.runtime === b.runtime && a.batch === b.batch && a.time === b.time && a.neurons === b.neurons
}

function copyOf({ runtime, device, batch, time, neurons }: HeldTrain): HeldTrain {
  return new HeldTrain({ runtime, device, batch, time, neurons, scope: undefined })
}
