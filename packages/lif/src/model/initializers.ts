import { NonFiniteError, normalArray, ShapeError, uniformArray } from '@snn/core'
import { checkFinite, checkOptions, checkPositive, expected } from '@snn/core/checks'
import { alphaOf, type NetworkDescription, type ParameterDescription } from '../network/description.js'

/** The parameter that first values are asked for. @public */
export interface InitializerRequest extends ParameterDescription {
  /** Inputs of the layer. */
  readonly fanIn: number
  /** α = exp(-Δt/τ) of the layer. */
  readonly alpha: number
  /** Whether the layer is the readout. */
  readonly readout: boolean
  /** As many normal numbers as the shape has, from the parameter's own stream: the same on every machine. */
  normal(o: { readonly mean: number; readonly std: number }): Float32Array
  /** As many uniform numbers from `low` to `high`, likewise. */
  uniform(o: { readonly low: number; readonly high: number }): Float32Array
}

/** First values of a parameter, in row-major order. @public */
export type Initializer = (request: InitializerRequest) => Float32Array

/**
 * Normal weights of standard deviation gain · (1 - α) / √fan_in, as Perez-Nieves & Goodman 2021 train Fashion-MNIST with
 * gain 20; α is the layer's own, also the readout's. Biases are 0.
 * @param o.gain above 0 (default 20).
 * @param o.readoutMean mean of the readout's weights, in their standard deviations (default 0). A class whose potential never
 *   rises above U[0] = 0 has its maximum there and gets no gradient under 'max': born dead. 0.5 keeps that from happening.
 * @public
 */
export function normalWeights(o: { readonly gain?: number; readonly readoutMean?: number } = {}): Initializer {
  checkOptions('normalWeights', o, ['gain', 'readoutMean'])
  const { gain = 20, readoutMean = 0 } = o
  checkPositive('normalWeights.gain', gain)
  checkFinite('normalWeights.readoutMean', readoutMean)
  return ({ role, shape, fanIn, alpha, readout, normal }) => {
    if (role === 'bias') return new Float32Array(shape[0]!)
    const std = (gain * (1 - alpha)) / Math.sqrt(fanIn)
    return normal({ mean: readout ? readoutMean * std : 0, std })
  }
}

/**
 * Uniform weights in ±gain/√fan_in, as Perez-Nieves & Goodman 2021 train N-MNIST and SHD with gain 1. Biases are 0.
 * @param o.gain above 0 (default 1).
 * @public
 */
export function uniformWeights(o: { readonly gain?: number } = {}): Initializer {
  checkOptions('uniformWeights', o, ['gain'])
  const { gain = 1 } = o
  checkPositive('uniformWeights.gain', gain)
  return ({ role, shape, fanIn, uniform }) => {
    if (role === 'bias') return new Float32Array(shape[0]!)
    const high = gain / Math.sqrt(fanIn)
    return uniform({ low: -high, high })
  }
}

/** First values of every parameter, by name. Each has a random stream of its own, so that none depends on another's size. */
export function firstValues(
  network: NetworkDescription,
  parameters: readonly ParameterDescription[],
  initializer: Initializer,
  seed: number,
): ReadonlyMap<string, Float32Array> {
  return new Map(
    parameters.map((parameter) => {
      const { name, shape } = parameter
      const layer = network.layers[parameter.layer]!
      const fill = { seed, stream: ['parameters', parameter.layer, parameter.role], shape }
      const values: unknown = initializer({
        ...parameter,
        fanIn: layer.synapse.inputs,
        alpha: alphaOf(network, layer),
        readout: layer.type === 'readout',
        normal: (o) => normalArray({ ...fill, ...o }),
        uniform: (o) => uniformArray({ ...fill, ...o }),
      })
      checkValues(name, shape, values)
      return [name, values]
    }),
  )
}

function checkValues(name: string, shape: readonly number[], values: unknown): asserts values is Float32Array {
  if (!(values instanceof Float32Array))
    throw expected(`what the initializer returns for ${name}`, 'a Float32Array', values)
  if (values.length !== sizeOf(shape))
    throw new ShapeError({
      what: `the initializer returned ${values.length} values for ${name} [${shape.join(', ')}]`,
      where: name,
      fix: `Return ${sizeOf(shape)} in row-major order.`,
    })
  const bad = values.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0)
    throw new NonFiniteError({
      what: `the initializer returned ${values[bad]} as value ${bad} of ${name}`,
      where: name,
      fix: 'Return finite numbers.',
    })
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1)
}
