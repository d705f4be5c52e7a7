import {
  assign,
  hostArray,
  releasePlans,
  repeatedStep,
  ShapeError,
  zeros,
  type Backend,
  type HostArray,
} from '@snn/core'
import type { NetworkDescription } from '../network/description.js'
import { checkInput, type Input } from './input.js'
import { descriptionsOf, kernelLayers } from './kernel-layers.js'
import { pass, type ModelParameters } from './pass.js'
import { runningLogits } from './running-logits.js'

/** What is behind a stream. */
export interface RunningStream {
  readonly steps: number
  push(chunk: Input, steps: number | undefined): Promise<HostArray>
  close(): void
}

/** Runs the layers piece by piece, from the potentials at which the piece before has ended. */
export function runningStream(
  network: NetworkDescription,
  backend: Backend,
  parameters: ModelParameters,
  batch: number,
): RunningStream {
  const state = network.layers.map(({ synapse }) => zeros(backend, [batch, synapse.outputs]))
  const last = network.layers.at(-1)!
  const over = last.type === 'readout' ? last.over : 'counts'
  const running = runningLogits(over, batch, network.outputs)
  const like = hostArray(new Float32Array(batch * network.outputs), [batch, network.outputs])
  // The only ones whose logits of pieces do not tell those of the whole to the bit.
  const needsPotentials = over === 'sum' || over === 'mean'
  // Kernels of its own: no other pass replaces the plans that a recorded list holds.
  const kernels = kernelLayers(network, 'sparse')
  let steps = 0
  /** Of the piece for which the closure ran last, and of those that came after. */
  let pieceSteps = 0

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
      pieceSteps = came.time
      const { logits, layers } = pass(network, kernels, parameters, chunk, {
        steps: constantSteps,
        initial: state,
        final: true,
        potentials: needsPotentials ? 'readout' : 'none',
      })
      for (const [at, layer] of layers.entries()) assign(state[at]!, layer.final!)
      return needsPotentials ? layers.at(-1)!.potentials! : logits
    },
    (piece) => {
      steps += pieceSteps
      return { ...like, data: running.take(piece, pieceSteps) }
    },
  )
  return {
    get steps() {
      return steps
    },
    push: step.run,
    close() {
      step.free()
      releasePlans(backend, descriptionsOf(kernels))
      for (const tensor of state) tensor.free()
    },
  }
}
