import { assign, releasePlans, type Backend, type HostArray, type SpikeTrain, type Tensor } from '@snn/core'
import type { Network } from '../network/network.js'
import type { HostParameters } from './checkpoint.js'
import { forward, type Forward, type ForwardOptions } from './forward.js'
import type { Input } from './input.js'
import { descriptionsOf, kernelLayers, type KernelLayers } from './kernel-layers.js'
import type { ModelParameters } from './pass.js'
import { run, type RunOptions, type RunResult } from './run.js'
import { openStream, type Stream } from './stream.js'
import type { TensorRule } from './unrolled.js'

/** A network with parameters on a backend. @public */
export interface Model {
  readonly kind: 'model'
  readonly network: Network
  readonly backend: Backend
  /** By name: `layer0.weight` `[inputs, outputs]`, `layer0.bias` `[outputs]` where there is one, `layer1.weight`, … */
  readonly parameters: ModelParameters
  /**
   * One pass, inside a step.
   * @param input spikes of the network's inputs; or a dense current in their place, `[batch, neurons]` constant in time, or
   *   `[batch, time, neurons]`.
   * @param o.rule 'sparse' (default), 'dense', or `unrolled`.
   * @param o.steps time steps of a constant input (default: the network's).
   * @throws ShapeError when the input does not fit; StepError outside a step.
   */
  forward(input: Input, o?: ForwardOptions<'sparse' | 'dense'>): Forward
  forward(input: Input, o: ForwardOptions<TensorRule>): Forward<Tensor>
  forward(input: Input, o?: ForwardOptions): Forward<SpikeTrain | Tensor>
  /**
   * One pass in a step of its own, without gradients, with what it records brought to the host.
   * @throws (rejects) ShapeError when the input does not fit; StepError inside a step.
   */
  run(input: Input, o?: RunOptions): Promise<RunResult>
  /** Inference on a signal of `batch` samples that arrives in pieces. */
  stream(batch: number): Stream
  /** A safetensors file of the parameters with the network in its metadata, of one moment between two steps. */
  save(): Promise<Uint8Array>
  /**
   * Takes the parameters of a checkpoint, all or none.
   * @throws (rejects) CheckpointError when it is of another network; FormatError when it is no checkpoint.
   */
  load(bytes: Uint8Array): Promise<void>
  /** The same model on another backend, or a second one on its own; both stay valid. */
  copyTo(backend: Backend): Promise<Model>
  /** Gives the memory back. Freeing twice does nothing. */
  free(): void
}

/** A model that owns the tensors given. */
export function makeModel(network: Network, backend: Backend, parameters: ModelParameters): Model {
  const made = new Map<string, KernelLayers>()
  const kernels = (rule: 'sparse' | 'dense'): KernelLayers => {
    const known = made.get(rule) ?? kernelLayers(network, rule)
    made.set(rule, known)
    return known
  }
  return {
    kind: 'model',
    network,
    backend,
    parameters,
    forward: ((input: Input, o: ForwardOptions = {}) =>
      forward(network, backend, kernels, parameters, input, o)) as Model['forward'],
    run: (input, o = {}) => run(network, backend, kernels('sparse'), parameters, input, o),
    stream: (batch) => openStream(network, backend, parameters, batch),
    // Checkpoints are loaded when they are asked for: a page that only trains goes without.
    async save() {
      const values = await readAll(backend, parameters)
      const { writeCheckpoint } = await import('./checkpoint.js')
      return writeCheckpoint(network, values)
    },
    async load(bytes) {
      const { readCheckpoint } = await import('./checkpoint.js')
      await assignAll(backend, parameters, readCheckpoint(network, bytes))
    },
    copyTo: async (other) => makeModel(network, other, tensorsOf(other, await readAll(backend, parameters))),
    free() {
      for (const tensor of Object.values(parameters)) tensor.free()
      releasePlans(backend, [...made.values()].flatMap(descriptionsOf))
      made.clear()
    },
  }
}

/** Host arrays as tensors of a backend. */
export function tensorsOf(backend: Backend, parameters: HostParameters): ModelParameters {
  return Object.freeze(Object.fromEntries([...parameters].map(([name, view]) => [name, backend.tensor(view)])))
}

/** All parameters of one moment: read in a step of its own, before any later one is begun. */
async function readAll(backend: Backend, parameters: ModelParameters): Promise<HostParameters> {
  const values = new Map<string, HostArray>()
  await backend.step(() => {}, {
    inspect: async () => {
      for (const [name, tensor] of Object.entries(parameters)) values.set(name, await tensor.read())
    },
  })
  return values
}

async function assignAll(backend: Backend, parameters: ModelParameters, values: HostParameters): Promise<void> {
  const tensors = tensorsOf(backend, values)
  try {
    await backend.step(() => {
      for (const [name, tensor] of Object.entries(parameters)) assign(tensor, tensors[name]!)
    })
  } finally {
    for (const tensor of Object.values(tensors)) tensor.free()
  }
}
