import { assign, hostArray, ShapeError, StepError, zeros, type Backend, type HostArray, type Tensor } from '@snn/core'
import { checkWhole } from '@snn/core/checks'
import type { NetworkDescription } from '../network/description.js'
import { checkInput, type Input } from './input.js'
import type { KernelLayers } from './kernel-layers.js'
import { pass, type ModelParameters } from './pass.js'
import { runningLogits } from './running-logits.js'

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
  kernels: KernelLayers,
  parameters: ModelParameters,
  batch: number,
): Stream {
  checkWhole('stream.batch', batch)
  const state: readonly Tensor[] = network.layers.map(({ synapse }) => zeros(backend, [batch, synapse.outputs]))
  const last = network.layers.at(-1)!
  const over = last.type === 'readout' ? last.over : 'counts'
  const shape = [batch, network.outputs]
  const running = runningLogits(over, batch, network.outputs)
  let steps = 0
  let closed = false
  return {
    get steps() {
      return steps
    },
    async push(chunk, o = {}) {
      if (closed)
        throw new StepError({
          what: 'a chunk was pushed to a closed stream',
          fix: 'Open another: model.stream(batch).',
        })
      const came = checkInput(network, chunk, o.steps)
      if (came.batch !== batch)
        throw new ShapeError({
          what: `a stream of ${batch} ${batch === 1 ? 'sample' : 'samples'} was given a chunk of ${came.batch}`,
          where: 'stream.push',
          fix: `Push chunks of batch ${batch}, or open model.stream(${came.batch}).`,
        })
      let made: Tensor | undefined
      let logits: Float32Array | undefined
      await backend.step(
        () => {
          const passed = pass(network, kernels, parameters, chunk, {
            steps: o.steps,
            initial: state,
            final: true,
            potentials: running.needs === 'potentials' ? 'readout' : 'none',
          })
          for (const [at, layer] of passed.layers.entries()) assign(state[at]!, layer.final!)
          made = running.needs === 'potentials' ? passed.layers.at(-1)!.potentials! : passed.logits
        },
        {
          inspect: async () => {
            logits = running.take((await made!.read()).data, came.time)
            steps += came.time
          },
        },
      )
      return hostArray(logits!, shape)
    },
    close() {
      closed = true
      for (const tensor of state) tensor.free()
    },
  }
}
