import type { DeviceTrain } from './backend.js'
import { brand, contractVersion } from './brand.js'
import { StepError } from './errors.js'
import type { Runtime } from './runtime.js'
import type { Recorder } from './step/recorder.js'

/**
 * The spikes of a batch: a multiset of events (b, t, i) over [batch, time, neurons], on one backend. Never a dense array.
 * Made by `backend.spikes`, by a loader, or by a spiking layer inside a step, which ends it.
 * @public
 */
export interface SpikeTrain {
  readonly [brand]: number
  readonly kind: 'spike-train'
  readonly batch: number
  readonly time: number
  readonly neurons: number
  /** Gives the memory back. Steps under way that read it are not disturbed. Freeing twice does nothing. */
  free(): void
}

/** What is behind every {@link SpikeTrain}. */
export class HeldTrain {
  readonly kind = 'spike-train' as const
  readonly runtime: Runtime
  /** Changes from step to step where one list is given again and again (`repeated.ts`). */
  device: DeviceTrain
  readonly batch: number
  readonly time: number
  readonly neurons: number
  /** The step in which a layer made it; undefined for input that belongs to the caller. */
  readonly scope: Recorder | undefined
  freed = false

  constructor(
    runtime: Runtime,
    device: DeviceTrain,
    { batch, time, neurons }: { readonly batch: number; readonly time: number; readonly neurons: number },
    scope?: Recorder,
  ) {
    this.runtime = runtime
    this.device = device
    this.batch = batch
    this.time = time
    this.neurons = neurons
    this.scope = scope
  }

  get [brand](): number {
    return contractVersion
  }

  free(): void {
    if (this.scope === undefined && !this.freed) {
      this.freed = true
      this.runtime.freeTrain(this.device)
    }
  }

  /** @throws StepError when the train has been freed, or its step has ended. */
  assertAlive(use: string): void {
    const gone = this.freed ? 'it had been freed' : this.scope?.ended ? 'its step had ended' : undefined
    if (gone !== undefined)
      throw new StepError({
        what: `a spike train [${this.batch}, ${this.time}, ${this.neurons}] was used in ${use} after ${gone}`,
        fix: this.freed
          ? 'A loader frees its batch at its next next(); give the step before you ask for the next batch.'
          : 'Spikes that a layer made live inside the step. Record them with model.run, or return spikeCounts(train).',
      })
  }
}

/** Tells what is behind a train from what is behind a tensor, of whatever copy of the library. */
export function isTrain(value: HeldTrain | { readonly kind: string }): value is HeldTrain {
  return value.kind === 'spike-train'
}
