import {
  CheckpointError,
  hostArray,
  isSnnError,
  NonFiniteError,
  readSafetensors,
  writeSafetensors,
  type HostArray,
} from '@snn/core'
import { differences } from '../network/compare.js'
import { describeNetwork, parametersOf, type NetworkDescription } from '../network/description.js'
import { descriptionFromJson } from '../network/from-json.js'
import { networkToJson } from '../network/json.js'
import { outline } from '../network/names.js'

/** Key of the network's JSON in the metadata of a checkpoint. */
const NETWORK_KEY = 'snn.network'

/** ModelParameters on the host, by name. */
export type HostParameters = ReadonlyMap<string, HostArray>

/** A safetensors file of the parameters, with the network in its metadata. */
export function writeCheckpoint(network: NetworkDescription, parameters: HostParameters): Uint8Array {
  return writeSafetensors(Object.fromEntries(parameters), { [NETWORK_KEY]: JSON.stringify(networkToJson(network)) })
}

/**
 * The parameters that a checkpoint holds for a network.
 *
 * It must be of a network that computes the same: B_th and surrogates, which only training uses, may differ. A safetensors
 * file from elsewhere, without a network in its metadata, fits when its names and shapes do.
 * @throws CheckpointError that says what differs; FormatError when it is no safetensors file; NonFiniteError for bad weights.
 */
export function readCheckpoint(network: NetworkDescription, bytes: Uint8Array): HostParameters {
  const { tensors, metadata } = readSafetensors(bytes)
  const json = metadata[NETWORK_KEY]
  if (json !== undefined) checkSame(network, networkOf(json))
  const parameters = parametersOf(network)
  const unknown = Object.keys(tensors).filter((name) => !parameters.some((parameter) => parameter.name === name))
  if (unknown.length > 0) throw notOf(network, `it also holds ${unknown.join(', ')}`)
  return new Map(
    parameters.map(({ name, shape }) => {
      const tensor = tensors[name]
      if (tensor === undefined) throw notOf(network, `it lacks ${name}`)
      if (tensor.shape.join() !== shape.join())
        throw notOf(network, `${name} is [${tensor.shape.join(', ')}], and is to be [${shape.join(', ')}]`)
      const { data } = tensor
      if (!(data instanceof Float32Array)) throw notOf(network, `${name} holds integers`)
      return [name, hostArray(finite(name, data), shape)]
    }),
  )
}

/** The network that a checkpoint was made of. @throws CheckpointError when it does not say. */
export function describedNetwork(bytes: Uint8Array): ReturnType<typeof descriptionFromJson> {
  const json = readSafetensors(bytes).metadata[NETWORK_KEY]
  if (json === undefined)
    throw new CheckpointError({
      what: 'the checkpoint does not say which network it is of',
      where: NETWORK_KEY,
      fix: 'Make the network by sequential(…) and give it the bytes: network.load(backend, bytes).',
    })
  return parsed(json)
}

function networkOf(json: string): NetworkDescription {
  const { options, layers } = parsed(json)
  return describeNetwork('network', options, layers)
}

function parsed(json: string): ReturnType<typeof descriptionFromJson> {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (cause) {
    throw new CheckpointError({
      what: "the checkpoint's description of its network is no JSON",
      where: NETWORK_KEY,
      cause,
    })
  }
  try {
    return descriptionFromJson(value)
  } catch (cause) {
    if (isSnnError(cause, 'VERSION')) throw cause
    throw new CheckpointError({
      what: "the checkpoint's description of its network cannot be read",
      where: NETWORK_KEY,
      context: cause instanceof Error ? cause.message : undefined,
      cause,
    })
  }
}

function checkSame(network: NetworkDescription, other: NetworkDescription): void {
  const found = differences(network, other, 'function')
  if (found.length > 0)
    throw new CheckpointError({
      what: `the checkpoint is of another network: ${outline(other)}, not ${outline(network)}`,
      context: `Here against there: ${found.slice(0, 4).join('; ')}${found.length > 4 ? `; and ${found.length - 4} more` : ''}.`,
      fix: 'Load it into its own network: networkFromCheckpoint(bytes).load(backend, bytes).',
    })
}

function notOf(network: NetworkDescription, what: string): CheckpointError {
  return new CheckpointError({
    what: `the checkpoint does not fit the network ${outline(network)}: ${what}`,
    fix: 'Load a checkpoint that model.save() of this network has made.',
  })
}

function finite(name: string, values: Float32Array): Float32Array {
  const bad = values.findIndex((value) => !Number.isFinite(value))
  if (bad < 0) return values
  throw new NonFiniteError({
    what: `the checkpoint's ${name} holds ${values[bad]} at element ${bad}`,
    where: name,
    fix: 'Load an earlier checkpoint: this one was saved after the training had failed.',
  })
}
