import { hostArray, type Backend } from '@snn/core'
import { checkOptions, checkWhole, expected } from '@snn/core/checks'
import type { Layer } from '../description/layer.js'
import { firstValues, normalWeights, type Initializer } from '../model/initializers.js'
import { makeModel, tensorsOf, type Model } from '../model/model.js'
import {
  describeNetwork,
  parametersOf,
  type NetworkDescription,
  type ParameterDescription,
  type SequentialOptions,
} from './description.js'
import {
  forecastOf,
  largestBatchOf,
  type Forecast,
  type ForecastOptions,
  type LargestBatchOptions,
} from './forecast.js'
import { fingerprintOf, identityOf } from './identity.js'
import { networkToJson, type NetworkJson } from './json.js'
import { summaryOf } from './summary.js'

/** Options of `network.build`. @public */
export interface BuildOptions {
  /** A whole number from 0: the same seed gives the same first values on every backend. */
  readonly seed: number
  /** Default `normalWeights({ gain: 20 })`. */
  readonly initializer?: Initializer
}

/** A description: plain, immutable, without weights. @public */
export interface Network extends NetworkDescription {
  readonly kind: 'network'
  /** The parameters of its models. */
  readonly parameters: readonly ParameterDescription[]
  /** 16 hexadecimal digits: equal networks have equal ones. */
  readonly fingerprint: string
  /** Whether the other one is the same; names of surrogates are labels and do not count. */
  equals(other: NetworkDescription): boolean
  /** A model with first values drawn from a seed. @throws (rejects) ArgumentError for a bad seed or initializer. */
  build(backend: Backend, o: BuildOptions): Promise<Model>
  /**
   * A model with the parameters of a checkpoint. Only what changes its outputs must agree: B_th and surrogates may differ.
   * @throws (rejects) CheckpointError when it is of another network; FormatError when it is no checkpoint.
   */
  load(backend: Backend, bytes: Uint8Array): Promise<Model>
  /** A table for people: shapes, parameters, spikes, active entries and bytes of a batch (default: 256 samples). */
  summary(o?: Partial<ForecastOptions>): string
  /**
   * Bytes of a training step before any are taken, the optimizer's state left out: an upper bound while no layer spikes or is
   * active in more than the parts assumed (a tenth of its cells, unless given).
   * @throws ArgumentError when an option is out of range; MemoryError when the step needs more than `o.limit` bytes.
   */
  forecast(o: ForecastOptions): Forecast
  /** The largest batch whose step is forecast to fit into so many bytes; 0 when not even one sample fits. */
  largestBatch(o: LargestBatchOptions): number
  toJSON(): NetworkJson
}

/**
 * A network of layers one after the other. The last may be a readout, or spiking: then its spike counts are the logits.
 * @param o.dt Δt, the length of a time step in seconds.
 * @param o.backwardThreshold B_th of the layers that have none of their own (default 0.2, the paper's).
 * @param o.steps time steps for an input that is constant in time, where the call gives none.
 * @throws ShapeError when sizes of neighboring layers differ; ArgumentError when an option is out of range or unknown.
 * @public
 */
export function sequential(o: SequentialOptions, layers: readonly Layer[]): Network {
  return networkOf(describeNetwork('sequential', o, layers))
}

/** A network of a description that has been checked. */
export function networkOf(description: NetworkDescription): Network {
  const network: Network = Object.freeze({
    kind: 'network',
    ...description,
    parameters: Object.freeze(parametersOf(description)),
    fingerprint: fingerprintOf(description),
    equals: (other) => identityOf(other) === identityOf(description),
    async build(backend, o) {
      checkOptions('build', o, ['seed', 'initializer'])
      const { seed, initializer = normalWeights() } = o
      checkWhole('build.seed', seed, 0)
      if (typeof initializer !== 'function')
        throw expected('build.initializer', 'a function', initializer, 'Use normalWeights() or uniformWeights().')
      const values = firstValues(network, network.parameters, initializer, seed)
      const arrays = network.parameters.map(({ name, shape }) => [name, hostArray(values.get(name)!, shape)] as const)
      return makeModel(network, backend, tensorsOf(backend, new Map(arrays)))
    },
    async load(backend, bytes) {
      const { readCheckpoint } = await import('../model/checkpoint.js')
      return makeModel(network, backend, tensorsOf(backend, readCheckpoint(network, bytes)))
    },
    summary: (o = {}) => summaryOf(network, o),
    forecast: (o) => forecastOf(network, o),
    largestBatch: (o) => largestBatchOf(network, o),
    toJSON: () => networkToJson(network),
  } satisfies Network)
  return network
}
