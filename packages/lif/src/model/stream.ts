import {
  assign,
  hostArray,
  releasePlans,
  repeatedStep,
  ShapeError,
  StepError,
  zeros,
  type Backend,
  type HostArray,
  type Tensor,
} from '@snn/core'
import { checkWhole } from '@snn/core/checks'
import type { NetworkDescription } from '../network/description.js'
import { checkInput, type Input } from './input.js'
import { descriptionsOf, kernelLayers } from './kernel-layers.js'
import { pass, type ModelParameters } from './pass.js'
import type { RunningLogits } from './running-logits.js'

/** Inference on a signal that arrives in pieces: potentials are carried from piece to piece. @public */
export interface Stream {
  /**
   * Takes the next time steps of the batch. Cut anywhere, the pieces give the potentials, spikes and logits of the whole.
   * @param chunk spikes or a current `[batch, time, neurons]`; or a current `[batch, neurons]` that holds for `steps` steps.
   * @returns logits `[batch, outputs]` of all steps so far, on the host.
   * @throws (rejects) ShapeError when the chunk does not fit; StepError when the stream is closed.
   */
  push(chunk: Input, o?: { readonly steps?: number }): Promise<HostArray>
  /** Time steps so far. */
  readonly steps: number
  /** Gives the memory back. Closing twice does nothing. */
  close(): void
}

/** `model.stream`. */
export function openStream(
  network: NetworkDescription,
  backend: Backend,
  parameters: ModelParameters,
  batch: number,
): Stream {
  checkWhole('stream.batch', batch)
  const state: readonly Tensor[] = network.layers.map(({ synapse }) => zeros(backend, [batch, synapse.outputs]))
  const last = network.layers.at(-1)!
  const over = last.type === 'readout' ? last.over : 'counts'
  const like = hostArray(new Float32Array(batch * network.outputs), [batch, network.outputs])
  // The only ones whose logits of pieces do not tell those of the whole to the bit.
  const needsPotentials = over === 'sum' || over === 'mean'
  // Kernels of its own: no other pass replaces the plans that a recorded list holds.
  const kernels = kernelLayers(network, 'sparse')
  let running: RunningLogits | undefined
  let steps = 0
  /** Of the chunk, and of those to come for which the closure does not run again. */
  let chunkSteps = 0
  let closed = false

  function take(piece: Float32Array): HostArray {
    steps += chunkSteps
    return { ...like, data: running!.take(piece, chunkSteps) }
  }

  async function takeFirst(piece: Float32Array): Promise<HostArray> {
    // A page that only trains goes without.
    const { runningLogits } = await import('./running-logits.js')
    running = runningLogits(over, batch, network.outputs)
    return take(piece)
  }

  const step = repeatedStep<Input, HostArray>(
    backend,
    (chunk, constantSteps) => {
      const came = checkInput(network, chunk, constantSteps)
      if (came.batch !== batch)
        throw new ShapeError({
          what: `a stream of batch ${batch} was given a chunk of batch ${came.batch}`,
          where: 'stream.push',
          fix: `Open model.stream(${came.batch}).`,
        })
      chunkSteps = came.time
      const { logits, layers } = pass(network, kernels, parameters, chunk, {
        steps: constantSteps,
        initial: state,
        final: true,
        potentials: needsPotentials ? 'readout' : 'none',
      })
      for (const [at, layer] of layers.entries()) assign(state[at]!, layer.final!)
      return needsPotentials ? layers.at(-1)!.potentials! : logits
    },
    (piece) => (running ? take(piece) : takeFirst(piece)),
  )
  return {
    get steps() {
      return steps
    },
    push(chunk, o) {
      if (!closed) return step.run(chunk, o?.steps)
      const error = new StepError({ what: 'the stream is closed', fix: 'Open another: model.stream(batch).' })
      return Promise.reject(error)
    },
    close() {
      if (closed) return
      closed = true
      step.free()
      releasePlans(backend, descriptionsOf(kernels))
      for (const tensor of state) tensor.free()
    },
  }
}
