import { StepError } from '@snn/core'
import type { Epoch } from './epoch.js'
import type { Emitter, RunEvents } from './events.js'

/**
 * A training run. It runs while it is iterated, epoch by epoch, or by `await run.done`; `break` and the signal end it
 * cleanly, with a checkpoint where there is a store.
 * @public
 */
export interface Run<E extends Epoch = Epoch> extends AsyncIterable<E> {
  /** Every epoch of the run, those before a resume included. Reading it starts the run. */
  readonly done: Promise<readonly E[]>
  /** Calls the listener at each event; what it returns ends that. */
  on<K extends keyof RunEvents>(event: K, listener: (value: RunEvents[K]) => void): () => void
}

/** The run that a generator of epochs makes; `all` are its epochs so far. */
export function runOf<E extends Epoch>(drive: AsyncGenerator<E>, all: () => readonly E[], events: Emitter): Run<E> {
  let started = false
  const end = Promise.withResolvers<readonly E[]>()
  end.promise.catch(() => undefined)

  async function* iterate(): AsyncGenerator<E> {
    try {
      yield* drive
      end.resolve(all())
    } catch (error) {
      end.reject(error)
      throw error
    } finally {
      end.resolve(all())
    }
  }

  return {
    on: (event, listener) => events.on(event, listener),
    get done() {
      if (!started) {
        started = true
        void drain(iterate()).catch(() => undefined)
      }
      return end.promise
    },
    [Symbol.asyncIterator]() {
      if (started)
        throw new StepError({
          what: 'a run was iterated twice',
          fix: 'Iterate it once, or await run.done; call fit again to train on.',
        })
      started = true
      return iterate()
    },
  }
}

async function drain(epochs: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of epochs);
}
