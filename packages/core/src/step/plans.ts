import type { DeviceTrain, Driver, LayerPlan, ReadoutPlan } from '../backend.js'
import type { Recorder } from './recorder.js'

type Plan = LayerPlan | ReadoutPlan

/**
 * The plans of a backend, by the description object they were made for and by how often it is used in one step, and the
 * input trains that wait for the next batch.
 */
export class Plans {
  readonly #driver: Driver
  readonly #afterwards: (action: () => void) => void
  readonly #plans = new Map<object, Map<number, Plan>>()
  readonly #idleTrains = new Map<number, DeviceTrain[]>()

  constructor(driver: Driver, afterwards: (action: () => void) => void) {
    this.#driver = driver
    this.#afterwards = afterwards
  }

  /** Held for steps to come, in bytes. */
  get bytes(): number {
    let bytes = 0
    for (const plans of this.#plans.values()) for (const plan of plans.values()) bytes += plan.bytes
    for (const trains of this.#idleTrains.values()) for (const train of trains) bytes += train.bytes
    return bytes
  }

  /** The plan of a description for its next use in the step; `make` makes a larger one where that is needed. */
  get<P extends Plan>(
    recorder: Recorder,
    key: object,
    batch: number,
    time: number,
    make: (size: { batch: number; time: number }) => P,
  ): P {
    const use = recorder.uses.get(key) ?? 0
    recorder.uses.set(key, use + 1)
    const plans = this.#plans.get(key) ?? new Map<number, Plan>()
    this.#plans.set(key, plans)
    const old = plans.get(use)
    let plan = old as P | undefined
    if (!plan || plan.size.batch < batch || plan.size.time < time) {
      const made = make({ batch: Math.max(batch, old?.size.batch ?? 0), time: Math.max(time, old?.size.time ?? 0) })
      plans.set(use, (plan = made))
      if (old) this.#afterwards(() => old.release())
      // A step that failed since there is no room for its plan must not leave it to smaller ones.
      recorder.reverts.push(() => {
        if (this.#plans.get(key)?.get(use) !== made) return
        plans.delete(use)
        this.#afterwards(() => made.release())
      })
    }
    recorder.plans.add(plan)
    return plan
  }

  /** Gives back the plans of descriptions that are no longer used. */
  release(keys: Iterable<object>): void {
    for (const key of keys) {
      const plans = this.#plans.get(key)
      this.#plans.delete(key)
      this.#afterwards(() => plans?.forEach((plan) => plan.release()))
    }
  }

  /** A train for input of so many neurons: one that waits, or a new one. */
  takeTrain(neurons: number): DeviceTrain {
    return this.#idleTrains.get(neurons)?.pop() ?? this.#driver.spiking.createTrain(neurons)
  }

  /** Keeps a train for the next batch. */
  returnTrain(train: DeviceTrain): void {
    const idle = this.#idleTrains.get(train.neurons) ?? []
    this.#idleTrains.set(train.neurons, idle)
    if (idle.length < 3) idle.push(train)
    else this.#driver.spiking.releaseTrain(train)
  }
}
