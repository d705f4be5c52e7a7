import {
  add,
  elementwise,
  isSpikeTrain,
  matmul,
  max,
  mean,
  mul,
  reshape,
  stack,
  stopGradient,
  sub,
  sum,
  surrogateSpike,
  toDense,
  unbind,
  zeros,
  type Backend,
  type Tensor,
} from '@snn/core'
import type { Over, ReadoutLayer, SpikingLayer } from '../description/layer.js'
import { alphaOf, backwardThresholdOf, biasName, weightName, type NetworkDescription } from '../network/description.js'
import { checkInput, type Input } from './input.js'
import type { ModelParameters } from './pass.js'

/** A rule that computes with tensor operations alone. @public */
export interface TensorRule {
  readonly name: string
  /** @returns logits `[batch, outputs]` and the spikes of each spiking layer, `[batch, time, neurons]`. */
  pass(
    network: NetworkDescription,
    backend: Backend,
    parameters: ModelParameters,
    input: Input,
    steps: number | undefined,
  ): { readonly logits: Tensor; readonly spikes: readonly Tensor[] }
}

/**
 * The original algorithm: `model.forward(input, { rule: unrolled })`. Dense arrays `[batch, time, neurons]`, one matmul a layer over
 * all time steps, and a loop over time of tensor operations, differentiated by reverse mode step by step (backpropagation
 * through time), with the B_th of each layer. It shares no kernel with the fused rule: a second opinion on its gradients, and
 * the baseline it is measured against. A program that does not import it does not load it.
 * @public
 */
export const unrolled: TensorRule = Object.freeze({ name: 'unrolled', pass })

function pass(
  network: NetworkDescription,
  backend: Backend,
  parameters: ModelParameters,
  input: Input,
  steps: number | undefined,
): { readonly logits: Tensor; readonly spikes: readonly Tensor[] } {
  const { time } = checkInput(network, input, steps)
  const spikes: Tensor[] = []
  let signal = isSpikeTrain(input) ? toDense(input) : input
  for (const [at, layer] of network.layers.entries()) {
    const currents = currentsOf(signal, parameters[weightName(at)]!, parameters[biasName(at)], time)
    if (layer.type === 'readout')
      return { logits: reduceOverTime(integrate(network, backend, layer, currents), layer.over), spikes }
    signal = spikeThrough(network, backend, layer, currents)
    spikes.push(signal)
  }
  return { logits: sum(signal, [1]), spikes }
}

/** I[t] `[batch, outputs]` for t = 0 … T-1, of `[batch, time, inputs]`, or of a constant `[batch, inputs]`. */
function currentsOf(signal: Tensor, weight: Tensor, bias: Tensor | undefined, time: number): readonly Tensor[] {
  const [batch, length, inputs] = signal.shape as readonly [number, number, number?]
  const rows = inputs === undefined ? signal : reshape(signal, [batch * length, inputs])
  const products = matmul(rows, weight)
  const all = bias ? add(products, bias) : products
  if (inputs === undefined) return Array.from({ length: time }, () => all)
  return unbind(reshape(all, [batch, length, weight.shape[1]!]), 1)
}

/** V[t+1] = α V[t] + I[t] - (V_th - V_r) S[t], no gradient through the reset; S[t] = 1 where V[t] > V_th, else 0. */
function spikeThrough(
  network: NetworkDescription,
  backend: Backend,
  layer: SpikingLayer,
  currents: readonly Tensor[],
): Tensor {
  const { threshold, reset, surrogate } = layer.neuron
  const backwardThreshold = backwardThresholdOf(network, layer)
  const alpha = alphaOf(network, layer)
  let V = zeros(backend, currents[0]!.shape)
  let S = V
  const spikes = [S]
  for (const I of currents.slice(0, -1)) {
    V = elementwise((v, i, s) => sub(add(mul(alpha, v), i), mul(threshold - reset, s)), V, I, stopGradient(S))
    S = surrogateSpike(V, { threshold, backwardThreshold, surrogate: surrogate.expression })
    spikes.push(S)
  }
  return stack(spikes, 1)
}

/** U[t+1] = α_r U[t] + (1 - α_r) I[t], `[batch, time, classes]`. */
function integrate(
  network: NetworkDescription,
  backend: Backend,
  layer: ReadoutLayer,
  currents: readonly Tensor[],
): Tensor {
  const alpha = alphaOf(network, layer)
  let U = zeros(backend, currents[0]!.shape)
  const potentials = [U]
  for (const I of currents.slice(0, -1)) {
    U = elementwise((u, i) => add(mul(alpha, u), mul(1 - alpha, i)), U, I)
    potentials.push(U)
  }
  return stack(potentials, 1)
}

/** `[batch, time, classes]` to `[batch, classes]`; a maximum takes the first of equal ones. */
function reduceOverTime(U: Tensor, over: Over): Tensor {
  switch (over) {
    case 'max':
      return max(U, [1])
    case 'sum':
      return sum(U, [1])
    case 'mean':
      return mean(U, [1])
    case 'last':
      return unbind(U, 1).at(-1)!
    default:
      return over satisfies never
  }
}
