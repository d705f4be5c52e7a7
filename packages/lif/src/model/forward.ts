import { ShapeError, type Backend, type SpikeTrain, type Tensor } from '@snn/core'
import { checkOneOf, checkOptions, checkWhole } from '@snn/core/checks'
import { parametersOf, type NetworkDescription } from '../network/description.js'
import type { Input } from './input.js'
import type { KernelLayers } from './kernel-layers.js'
import { pass, type ModelParameters } from './pass.js'
import type { TensorRule } from './unrolled.js'

/**
 * How gradients of spikes are computed: 'sparse', on entries within B_th of the threshold; 'dense', B_th = Infinity
 * through the same kernels; or {@link unrolled}, the original algorithm of tensor operations.
 * @public
 */
export type Rule = 'sparse' | 'dense' | TensorRule

/** Options of a forward pass. @public */
export interface ForwardOptions<R extends Rule = Rule> {
  /** Default 'sparse'. */
  readonly rule?: R
  /** Time steps, for an input that is constant in time (default: the network's). */
  readonly steps?: number
  /** Of the step's random numbers, in layers that are random in training; without it nothing is random. */
  readonly seed?: number
  /** Used in place of the model's own parameters: the same names and shapes. */
  readonly parameters?: ModelParameters
}

/** What a forward pass gives. @public */
export interface Forward<Spikes extends SpikeTrain | Tensor = SpikeTrain> {
  /** `[batch, outputs]`. */
  readonly logits: Tensor
  /**
   * The spikes of each spiking layer that another layer follows: spike trains, or by the unrolled rule tensors
   * `[batch, time, neurons]`.
   */
  readonly hidden: readonly Spikes[]
  /** The spikes of the last layer, where that is a spiking one: its counts are the logits. */
  readonly output?: Spikes
}

/** `model.forward`. */
export function forward(
  network: NetworkDescription,
  backend: Backend,
  kernels: (rule: 'sparse' | 'dense') => KernelLayers,
  own: ModelParameters,
  input: Input,
  o: ForwardOptions,
): Forward<SpikeTrain | Tensor> {
  checkOptions('forward', o, ['rule', 'steps', 'seed', 'parameters'])
  const { rule = 'sparse', steps, seed, parameters = own } = o
  if (seed !== undefined) checkWhole('forward.seed', seed, 0)
  if (parameters !== own) checkParameters(network, parameters)
  if (isTensorRule(rule)) {
    const { logits, spikes } = rule.pass(network, backend, parameters, input, steps)
    return split(network, logits, spikes)
  }
  checkOneOf('forward.rule', rule, ['sparse', 'dense'], 'Or import { unrolled } and give that.')
  const { logits, layers } = pass(network, kernels(rule), parameters, input, { steps })
  return split(
    network,
    logits,
    layers.flatMap(({ spikes }) => (spikes ? [spikes] : [])),
  )
}

function isTensorRule(rule: Rule): rule is TensorRule {
  return typeof rule === 'object' && typeof rule?.pass === 'function'
}

function checkParameters(network: NetworkDescription, parameters: ModelParameters): void {
  for (const { name, shape } of parametersOf(network)) {
    const given = parameters[name]
    if (given?.shape.join() !== shape.join())
      throw new ShapeError({
        what: `forward needs parameters.${name} of shape [${shape.join(', ')}]; got ${given ? `[${given.shape.join(', ')}]` : 'none'}`,
        where: `parameters.${name}`,
        fix: 'Give all parameters of the model: { ...model.parameters, … }.',
      })
  }
}

function split<S extends SpikeTrain | Tensor>(
  network: NetworkDescription,
  logits: Tensor,
  spikes: readonly S[],
): Forward<S> {
  if (network.layers.at(-1)!.type === 'readout') return { logits, hidden: spikes }
  return { logits, hidden: spikes.slice(0, -1), output: spikes.at(-1)! }
}
