import { FormatError, VersionError } from '@snn/core'
import { describe } from '@snn/core/checks'
import { denseAt, type Synapse } from '../description/dense.js'
import { readoutAt, spikingAt, type Layer } from '../description/layer.js'
import { leakyAt } from '../description/leaky.js'
import { lifAt, type Neuron } from '../description/lif.js'
import { surrogateFromJson } from '../description/surrogate-from-json.js'
import { FORMAT, VERSION } from './json.js'

/**
 * The options and layers that JSON stands for.
 * @param json parsed JSON, from anywhere.
 * @throws FormatError, VersionError or ArgumentError that names the place, as `network.layers[1].neuron.tau`.
 */
export function descriptionFromJson(json: unknown): {
  readonly options: Record<string, unknown>
  readonly layers: readonly Layer[]
} {
  const record = recordOf(json, 'network')
  if (record['format'] !== FORMAT)
    throw malformed('network.format', `'${FORMAT}'`, record['format'], 'It is what JSON.stringify(network) writes.')
  if (record['version'] !== VERSION)
    throw new VersionError({
      what: `the network is written in version ${describe(record['version'])} of its format; this @snn/lif reads version ${VERSION}`,
      where: 'network.version',
      fix: 'Read it with the version of @snn/lif that wrote it.',
    })
  const { format: _format, version: _version, layers, backwardThreshold, ...options } = record
  if (!Array.isArray(layers)) throw malformed('network.layers', 'a list of layers', layers)
  return {
    options: { ...options, backwardThreshold: thresholdFromJson(backwardThreshold) },
    layers: layers.map((layer, at) => layerFromJson(layer, `network.layers[${at}]`)),
  }
}

function layerFromJson(json: unknown, where: string): Layer {
  const { type, synapse, neuron, ...rest } = recordOf(json, where)
  const synapses = synapseFromJson(synapse, `${where}.synapse`)
  if (type === 'spiking') {
    const { backwardThreshold, ...unknown } = rest
    const own = backwardThreshold === undefined ? {} : { backwardThreshold: thresholdFromJson(backwardThreshold) }
    return spikingAt(where, synapses, neuronFromJson(neuron, `${where}.neuron`), { ...unknown, ...own })
  }
  if (type === 'readout') {
    const { over, ...unknown } = rest
    noMore(unknown, where)
    const { type: kind, ...integrator } = recordOf(neuron, `${where}.neuron`)
    if (kind !== 'leaky') throw malformed(`${where}.neuron.type`, "'leaky'", kind)
    return readoutAt(where, synapses, leakyAt(`${where}.neuron`, integrator), over)
  }
  throw malformed(`${where}.type`, "'spiking' or 'readout'", type)
}

function synapseFromJson(json: unknown, where: string): Synapse {
  const { type, inputs, outputs, ...o } = recordOf(json, where)
  if (type !== 'dense') throw malformed(`${where}.type`, "'dense'", type)
  return denseAt(where, inputs, outputs, o)
}

function neuronFromJson(json: unknown, where: string): Neuron {
  const { type, surrogate, ...o } = recordOf(json, where)
  if (type !== 'lif') throw malformed(`${where}.type`, "'lif'", type)
  const at = `${where}.surrogate`
  return lifAt(where, { ...o, surrogate: surrogateFromJson(recordOf(surrogate, at), at) })
}

function thresholdFromJson(value: unknown): unknown {
  return value === 'infinity' ? Infinity : value
}

function noMore(rest: Readonly<Record<string, unknown>>, where: string): void {
  const [name] = Object.keys(rest)
  if (name !== undefined) throw malformed(`${where}.${name}`, 'absent', rest[name])
}

function recordOf(json: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Record<string, unknown>
  throw malformed(where, 'an object', json)
}

function malformed(where: string, what: string, got: unknown, fix?: string): FormatError {
  return new FormatError({ what: `${where} must be ${what}; got ${describe(got)}`, where, fix })
}
