import {
  isSpikeTrain,
  leakyReadout,
  matmul,
  reshape,
  spikeCounts,
  spikingLayer,
  UnsupportedError,
  type SpikeTrain,
  type Tensor,
} from '@snn/core'
import { biasName, weightName, type NetworkDescription } from '../network/description.js'
import { checkInput, type Input } from './input.js'
import type { KernelLayers } from './kernel-layers.js'

/** The tensors of a model by name: `layer0.weight` `[inputs, outputs]`, `layer0.bias` `[outputs]`, … @public */
export type ModelParameters = { readonly [name: string]: Tensor }

/** What a pass is asked for beyond logits. */
export interface PassOptions {
  readonly steps?: number | undefined
  /** V[0] of each spiking layer and U[0] of the readout, `[batch, neurons]`; 0 without. */
  readonly initial?: readonly Tensor[]
  /** Whether V[T] and U[T] are wanted. */
  readonly final?: boolean
  readonly potentials?: 'all' | 'readout' | 'none'
  /** Whether the active sets are wanted though no gradient is. */
  readonly active?: boolean
}

/** What one layer did. */
export interface LayerPass {
  readonly spikes?: SpikeTrain
  readonly final?: Tensor
  /** `[batch, time, neurons]`. */
  readonly potentials?: Tensor
}

/** One pass through all layers by the fused kernels, inside a step. */
export function pass(
  network: NetworkDescription,
  kernels: KernelLayers,
  parameters: ModelParameters,
  input: Input,
  o: PassOptions = {},
): { readonly logits: Tensor; readonly layers: readonly LayerPass[] } {
  const { time } = checkInput(network, input, o.steps)
  const { potentials = 'none', final = false, active = false } = o
  const layers: LayerPass[] = []
  let spikes: SpikeTrain | undefined = isSpikeTrain(input) ? input : undefined
  for (const [at, description] of kernels.spiking.entries()) {
    const weight = parameters[weightName(at)]!
    const drive = spikes ? { input: spikes, weight } : { current: currentOf(input as Tensor, weight), time }
    const layer = spikingLayer(
      spikes ? description : kernels.first!,
      { ...drive, ...given('bias', parameters[biasName(at)]), ...given('initial', o.initial?.[at]) },
      { final, active, potentials: potentials === 'all' },
    )
    layers.push(layer)
    spikes = layer.spikes
  }
  if (!spikes) throw noSpikes()
  if (!kernels.readout) return { logits: spikeCounts(spikes), layers }
  const at = kernels.spiking.length
  const weight = parameters[weightName(at)]!
  const { logits, ...readout } = leakyReadout(
    kernels.readout,
    { input: spikes, weight, ...given('bias', parameters[biasName(at)]), ...given('initial', o.initial?.[at]) },
    { final, potentials: potentials !== 'none' },
  )
  return { logits, layers: [...layers, readout] }
}

/** Σ_i W_ij x_i of a dense input, `[batch, outputs]` or `[batch, time, outputs]`. */
function currentOf(input: Tensor, weight: Tensor): Tensor {
  const [batch, time, neurons] = input.shape as readonly [number, number, number?]
  if (neurons === undefined) return matmul(input, weight)
  return reshape(matmul(reshape(input, [batch * time, neurons]), weight), [batch, time, weight.shape[1]!])
}

function noSpikes(): UnsupportedError {
  return new UnsupportedError({
    what: 'a network of a readout alone takes spikes; it was given a tensor',
    where: 'layer 0',
    fix: 'Put a spiking layer before the readout, or give spikes.',
  })
}

function given<const Name extends string, T>(name: Name, value: T | undefined): { readonly [name in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [name in Name]: T })
}
