import {
  add,
  crossEntropy,
  hostArray,
  leakyReadout,
  spikeRegularizer,
  spikingLayer,
  type Backend,
  type LayerDescription,
  type Scalar,
  type SpikeTrain,
  type Tensor,
} from '@snn/core'
import { fastSigmoid, dense, leaky, lif, readout, sequential, spiking, unrolled, type Network } from '@snn/lif'
import { eventListOf, hiddenLayers, type Work } from './work/work.js'

/** How gradients of spikes are computed. */
export type Rule = 'sparse' | 'dense' | 'unrolled'

/** A work on a backend: what its steps are made of. */
export interface Program {
  readonly backend: Backend
  /** `W0`, `W1`, …: [in, out]. */
  readonly weights: Readonly<Record<string, Tensor>>
  readonly labels: Tensor<'int32'>
  /** The input of every step but those that bring in their own. */
  readonly input: SpikeTrain
  /** Forward pass and loss, inside a step. Active sets are listed whether gradients follow or not. */
  forward(input: SpikeTrain): { readonly loss: Scalar; readonly hidden: readonly (SpikeTrain | Tensor)[] }
  free(): void
}

/** A work with its weights, labels and input events on a backend. */
export async function createProgram(backend: Backend, work: Work, rule: Rule): Promise<Program> {
  const { sizes, regularizer } = work
  const tensors = work.weights.map((data, k) => backend.tensor(hostArray(data, [sizes[k]!, sizes[k + 1]!])))
  const weights = Object.fromEntries(tensors.map((tensor, k) => [`W${k}`, tensor]))
  const labels = backend.tensor(hostArray(work.labels))
  const input = backend.spikes(eventListOf(work))
  const pass = rule === 'unrolled' ? await unrolledPass(backend, work, tensors) : fusedPass(work, rule, tensors)
  return {
    backend,
    weights,
    labels,
    input,
    forward(spikes) {
      const { logits, hidden } = pass(spikes)
      const loss = crossEntropy(logits, labels)
      return { loss: regularizer ? add(loss, spikeRegularizer(hidden, regularizer)) : loss, hidden }
    },
    free() {
      for (const tensor of [...tensors, labels]) tensor.free()
      input.free()
    },
  }
}

type Pass = (input: SpikeTrain) => { readonly logits: Tensor; readonly hidden: readonly (SpikeTrain | Tensor)[] }

/** By the backend's own kernels; 'dense' is B_th = Infinity. */
function fusedPass(work: Work, rule: 'sparse' | 'dense', weights: readonly Tensor[]): Pass {
  const { sizes, alpha } = work
  const backwardThreshold = rule === 'dense' ? Infinity : work.backwardThreshold
  const surrogate = fastSigmoid().expression
  const layers = sizes.slice(1, -1).map((neurons, at): LayerDescription => {
    return { inputs: sizes[at]!, neurons, alpha, threshold: 1, reset: 1, backwardThreshold, surrogate }
  })
  const last = { inputs: sizes.at(-2)!, classes: sizes.at(-1)!, alpha: work.alphaReadout, over: work.over }
  return (input) => {
    const hidden: SpikeTrain[] = []
    for (const [at, layer] of layers.entries())
      hidden.push(spikingLayer(layer, { input: hidden.at(-1) ?? input, weight: weights[at]! }, { active: true }).spikes)
    const { logits } = leakyReadout(last, { input: hidden.at(-1) ?? input, weight: weights.at(-1)! })
    return { logits, hidden }
  }
}

/** By the unrolled rule of @snn/lif: tensor operations step after step, [batch, time, neurons] kept. */
async function unrolledPass(backend: Backend, work: Work, weights: readonly Tensor[]): Promise<Pass> {
  const model = await networkOf(work).build(backend, { seed: 0 })
  const parameters = Object.fromEntries(weights.map((tensor, at) => [`layer${at}.weight`, tensor]))
  return (input) => model.forward(input, { rule: unrolled, parameters })
}

/** The network of a work in words of @snn/lif; its weights are the work's own. */
export function networkOf({ sizes, alpha, alphaReadout, over, backwardThreshold }: Work): Network {
  // exp(-Δt/τ) with Δt = 1.
  const tau = -1 / Math.log(alpha)
  return sequential({ dt: 1, backwardThreshold }, [
    ...sizes.slice(1, -1).map((neurons, at) => spiking(dense(sizes[at]!, neurons), lif({ tau }))),
    readout(dense(sizes.at(-2)!, sizes.at(-1)!), leaky({ tau: -1 / Math.log(alphaReadout) }), over),
  ])
}

/** The names of the weights from a layer on, for gradients of the layers after it alone. */
export function weightsFrom(program: Program, layer: number): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(program.weights).filter(([name]) => Number(name.slice(1)) >= layer))
}

/** Whether a work has a second hidden layer, whose backward pass can be told apart. */
export const hasSecondHidden = (work: Work): boolean => hiddenLayers(work) >= 2
