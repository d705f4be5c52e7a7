import { isSnnError } from '@snn/core'
import { batches } from '@snn/data'
import type { Model } from '@snn/lif'
import { breather } from './breathe.js'
import type { ClassProbe } from './class-probe.js'
import { give } from './give.js'
import type { FitOptions } from './options.js'
import { trainStep, type StepFacts } from './train-step.js'

/** A place in a run, from which it goes on. */
export interface Place {
  readonly epoch: number
  readonly batch: number
  readonly step: number
}

/** What the loop over the batches of an epoch tells. */
export interface EpochHooks {
  /** After each batch, in order. */
  done(facts: StepFacts, place: Place, seconds: number): void
  /** Asked after each batch: with no step under way it may then save. */
  wantsPause(): boolean
  pause(): Promise<void>
}

/**
 * The batches of an epoch from `from.batch` on, one step each, up to two under way.
 * @returns whether the epoch came to its end; false when the signal stopped it, at a place where everything given has happened.
 * @throws (rejects) what a step rejects with, once nothing is under way any more.
 */
export async function trainEpoch(
  model: Model,
  options: FitOptions,
  probe: ClassProbe,
  from: Place,
  hooks: EpochHooks,
): Promise<boolean> {
  const { train, batch: size, seed = 0, signal, underWay = 2 } = options
  const breathe = breather()
  const pending: Promise<StepFacts>[] = []
  let place = from
  let since = performance.now()

  async function settleFirst(): Promise<void> {
    const facts = await pending[0]!
    void pending.shift()
    place = { ...place, batch: place.batch + 1, step: place.step + 1 }
    const now = performance.now()
    hooks.done(facts, place, (now - since) / 1000)
    since = now
  }

  async function settleAll(): Promise<void> {
    while (pending.length > 0) await settleFirst()
  }

  try {
    const epoch = batches(model.backend, train, { size, seed, epoch: from.epoch, start: from.batch })
    for await (const batch of epoch) {
      if (signal?.aborted) break
      while (pending.length >= underWay) await settleFirst()
      const step = place.step + pending.length
      const { outcome } = await give((begun) => trainStep(model, options, probe, batch, stepSeed(seed, step), begun))
      pending.push(outcome)
      if (hooks.wantsPause()) {
        await settleAll()
        await hooks.pause()
        since = performance.now()
      }
      await breathe()
    }
    await settleAll()
  } catch (error) {
    await Promise.allSettled(pending)
    if (isSnnError(error, 'ABORTED') && signal?.aborted) return false
    throw error
  }
  return !signal?.aborted
}

/** A seed for what is random in a step: another one for each step of each run. */
function stepSeed(seed: number, step: number): number {
  return (seed % 2 ** 20) * 2 ** 32 + step
}
