import { resetPeak } from '@snn/core'
import type { Model } from '@snn/lif'
import type { Epoch, TestedEpoch } from './run/epoch.js'
import { emitter } from './run/events.js'
import { checkFitOptions, type FitOptions } from './run/options.js'
import { runOf, type Run } from './run/run.js'
import { session } from './run/session.js'

/**
 * Trains a model: epochs of shuffled batches, an evaluation after each, warnings when the network dies, and, with a store,
 * checkpoints from which the same call goes on to the same bits on the CPU, elsewhere on the same device. The order of the
 * samples depends on the seed and the epoch alone.
 * @throws ArgumentError for a bad option. The run rejects with a NonFiniteError when a loss or gradient is not finite, with a
 *   CheckpointError when the store holds another run, is in use or cannot be written; the last good checkpoint stays.
 * @public
 */
export function fit(
  model: Model,
  options: FitOptions & { readonly test: NonNullable<FitOptions['test']>; readonly testEvery?: 1 },
): Run<TestedEpoch>
export function fit(model: Model, options: FitOptions): Run
export function fit(model: Model, options: FitOptions): Run {
  checkFitOptions(options)
  const events = emitter()
  const epochs: Epoch[] = []
  return runOf(drive(model, options, events, epochs), () => epochs, events)
}

async function* drive(
  model: Model,
  options: FitOptions,
  events: ReturnType<typeof emitter>,
  all: Epoch[],
): AsyncGenerator<Epoch> {
  const release = await options.store?.lock()
  try {
    const run = await session(model, options, events)
    all.push(...run.epochs)
    resetPeak(model.backend)
    try {
      while (run.epochs.length < options.epochs) {
        const epoch = await run.epoch()
        if (epoch === undefined) break
        all.push(epoch)
        yield epoch
      }
    } catch (error) {
      throw run.explain(error)
    } finally {
      await run.end()
    }
  } finally {
    await release?.()
  }
}
