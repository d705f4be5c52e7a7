import { StepError, type Backend, type HostArray } from '@snn/core'
import { checkWhole } from '@snn/core/checks'
import type { NetworkDescription } from '../network/description.js'
import type { Input } from './input.js'
import type { ModelParameters } from './pass.js'
import type { RunningStream } from './running-stream.js'

/** Inference on a signal that arrives in pieces: potentials are carried from piece to piece. @public */
export interface Stream {
  /**
   * Takes the next time steps of the batch. Cut anywhere, the pieces give the potentials, spikes and logits of the whole.
   * @param chunk freed, if at all, when the push has resolved: spikes or a current `[batch, time, neurons]`; or a current `[batch, neurons]` that holds for `steps` steps.
   * @returns logits `[batch, outputs]` of all steps so far, on the host.
   * @throws (rejects) ShapeError when the chunk does not fit; StepError when the stream is closed.
   */
  push(chunk: Input, o?: { readonly steps?: number }): Promise<HostArray>
  /** Time steps so far. */
  readonly steps: number
  /** Gives the memory back. Closing twice does nothing. */
  close(): void
}

/** `model.stream`. What does the work is loaded at the first push: a page that only trains goes without. */
export function openStream(
  network: NetworkDescription,
  backend: Backend,
  parameters: ModelParameters,
  batch: number,
): Stream {
  checkWhole('stream.batch', batch)
  let running: RunningStream | undefined
  let loading: Promise<RunningStream> | undefined
  let closed = false

  const load = async (): Promise<RunningStream> =>
    (await import('./running-stream.js')).runningStream(network, backend, parameters, batch)

  async function pushFirst(chunk: Input, steps: number | undefined): Promise<HostArray> {
    // Set by the first push that waited, so that none overtakes it.
    running = await (loading ??= load())
    return running.push(chunk, steps)
  }

  return {
    get steps() {
      return running?.steps ?? 0
    },
    push(chunk, o) {
      if (closed)
        return Promise.reject(
          new StepError({ what: 'the stream is closed', fix: 'Open another: model.stream(batch).' }),
        )
      return running ? running.push(chunk, o?.steps) : pushFirst(chunk, o?.steps)
    },
    close() {
      if (closed) return
      closed = true
      if (running) running.close()
      else
        loading?.then(
          (stream) => stream.close(),
          () => {},
        )
    },
  }
}
