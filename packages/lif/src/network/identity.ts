import type { NetworkDescription } from './description.js'
import { networkToJson, type NetworkJson } from './json.js'

/** What two networks are compared by: a layer's B_th is written out, the same whether it is the layer's own or the network's. */
export function comparedJson(network: NetworkDescription): Omit<NetworkJson, 'format' | 'version'> {
  const layers = network.layers.map((layer) =>
    layer.type === 'spiking' ? { backwardThreshold: network.backwardThreshold, ...layer } : layer,
  )
  const { format: _format, version: _version, ...json } = networkToJson({ ...network, backwardThreshold: 0, layers })
  return json
}

/** The same text for equal networks, and for no others. Names of surrogates are labels and do not count. */
export function identityOf(network: NetworkDescription): string {
  return JSON.stringify(comparedJson(network), (key, value: unknown) =>
    key === 'surrogate' ? (value as { readonly expression: unknown }).expression : value,
  )
}

/** 16 hexadecimal digits of the {@link identityOf} a network (FNV-1a). */
export function fingerprintOf(network: NetworkDescription): string {
  let hash = 0xcbf29ce484222325n
  for (const byte of new TextEncoder().encode(identityOf(network)))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return hash.toString(16).padStart(16, '0')
}
