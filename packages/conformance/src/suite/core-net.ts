import {
  add,
  crossEntropy,
  leakyReadout,
  meanSquaredError,
  hostArray,
  releasePlans,
  spikeCounts,
  spikeRegularizer,
  spikingLayer,
  type Backend,
  type LayerDescription,
  type ReadoutDescription,
  type Scalar,
  type SpikeRegularizer,
  type SpikeTrain,
  type Tensor,
} from '@snn/core'
import type { RandomCase } from '../random-case.js'
import { toFloat32, type Array64 } from '../reference/array.js'
import { eventsOfCounts } from '../reference/events.js'
import { layersOf, readoutOf } from './descriptions.js'

/** A case on a backend: its parameters, its input, and the forward pass to call in a step. */
export interface CoreNet {
  readonly layers: readonly LayerDescription[]
  readonly readout: ReadoutDescription | undefined
  readonly parameters: Readonly<Record<string, Tensor>>
  /** @param owner whose descriptions and parameters are used in place of its own. */
  forward(owner?: CoreNet): { readonly hidden: readonly SpikeTrain[]; readonly logits: Tensor; readonly loss: Scalar }
  free(): void
}

/** The names of the parameters of layer `l`; the readout is the layer after the last. */
export function weightOf(l: number): string {
  return `weight${l}`
}

export function biasOf(l: number): string {
  return `bias${l}`
}

/** Puts a case on a backend. The first layer's current is a parameter as well, since it has a gradient. */
export function coreNet(backend: Backend, found: RandomCase): CoreNet {
  const { network, input, target } = found
  const [layers, readout] = [layersOf(found), readoutOf(found)]
  const put = (a: Array64): Tensor => backend.tensor(toFloat32(a))
  const given = (a: Array64 | undefined): Tensor | undefined => a && put(a)
  const parameters: Record<string, Tensor> = {}
  for (const [l, { weights, bias }] of [...network.layers, ...(network.readout ? [network.readout] : [])].entries()) {
    parameters[weightOf(l)] = put(weights!)
    if (bias) parameters[biasOf(l)] = put(bias)
  }
  if (input.current) parameters['current'] = put(input.current)
  const train = backend.spikes(eventsOfCounts(input.spikes!), { bins: 'sum' })
  const initial = input.initial?.map(put) ?? []
  const readoutInitial = given(input.readoutInitial)
  const labels = target.kind === 'cross-entropy' ? backend.tensor(hostArray(Int32Array.from(target.labels))) : undefined
  const targets = target.kind === 'mean-squared-error' ? put(target.targets) : undefined

  const limitsOf = (l: number): SpikeRegularizer => {
    const { upper, lower } = network.layers[l]!
    return { upper, lower }
  }
  const net: CoreNet = {
    layers,
    readout,
    parameters,
    forward({ layers, readout, parameters } = net) {
      const hidden: SpikeTrain[] = []
      for (const [l, layer] of layers.entries())
        hidden.push(
          spikingLayer(layer, {
            input: hidden.at(-1) ?? train,
            weight: parameters[weightOf(l)],
            bias: parameters[biasOf(l)],
            current: l === 0 ? parameters['current'] : undefined,
            initial: initial[l],
          }).spikes,
        )
      const last = hidden.at(-1)!
      const l = layers.length
      const logits = readout
        ? leakyReadout(readout, {
            input: last,
            weight: parameters[weightOf(l)]!,
            bias: parameters[biasOf(l)],
            initial: readoutInitial,
          }).logits
        : spikeCounts(last)
      const data = labels ? crossEntropy(logits, labels) : meanSquaredError(logits, targets!)
      const alike = Map.groupBy(network.layers.keys(), (l) => JSON.stringify(limitsOf(l)))
      const costs = [...alike.values()].flatMap((members) => {
        const limits = limitsOf(members[0]!)
        const trains = members.map((l) => hidden[l]!)
        return limits.upper || limits.lower ? [spikeRegularizer(trains, limits)] : []
      })
      return { hidden, logits, loss: costs.reduce((total, cost) => add(total, cost), data) }
    },
    free() {
      for (const tensor of [...Object.values(parameters), ...initial, readoutInitial, labels, targets]) tensor?.free()
      train.free()
      releasePlans(backend, readout ? [...layers, readout] : layers)
    },
  }
  return net
}
