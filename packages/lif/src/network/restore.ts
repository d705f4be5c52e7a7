import { describedNetwork } from '../model/checkpoint.js'
import { describeNetwork } from './description.js'
import { descriptionFromJson } from './from-json.js'
import { networkOf, type Network } from './network.js'

/**
 * The network that `JSON.stringify(network)` has written.
 * @param json parsed JSON, from anywhere.
 * @throws FormatError, VersionError, ArgumentError or ShapeError that names the place.
 * @public
 */
export function networkFromJSON(json: unknown): Network {
  const { options, layers } = descriptionFromJson(json)
  return networkOf(describeNetwork('network', options, layers))
}

/**
 * The network of a checkpoint that `model.save()` has made.
 * @throws CheckpointError when it does not say; FormatError when it is no checkpoint.
 * @public
 */
export function networkFromCheckpoint(bytes: Uint8Array): Network {
  const { options, layers } = describedNetwork(bytes)
  return networkOf(describeNetwork('network', options, layers))
}
