import type { NetworkDescription } from './description.js'
import { networkToJson } from './json.js'

type Facts = ReadonlyMap<string, unknown>

/**
 * What differs between two networks, as `layers[0].neuron.tau: 0.01 against 0.02`, a line each. Names of surrogates are
 * labels and do not count.
 * @param what 'all'; or 'function': only what changes the logits of given weights, so neither B_th nor surrogates.
 */
export function differences(a: NetworkDescription, b: NetworkDescription, what: 'all' | 'function' = 'all'): string[] {
  const [here, there] = [factsOf(a, what), factsOf(b, what)]
  const paths = [...new Set([...here.keys(), ...there.keys()])]
  return paths
    .filter((path) => here.get(path) !== there.get(path))
    .map((path) => `${path}: ${show(here.get(path))} against ${show(there.get(path))}`)
}

/** 16 hexadecimal digits of what {@link differences} compares: equal networks have equal ones. */
export function fingerprintOf(network: NetworkDescription): string {
  let hash = 0xcbf29ce484222325n
  for (const byte of new TextEncoder().encode(JSON.stringify([...factsOf(network, 'all')])))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return hash.toString(16).padStart(16, '0')
}

function factsOf(network: NetworkDescription, what: 'all' | 'function'): Facts {
  const facts = new Map<string, unknown>()
  const { format: _format, version: _version, ...json } = networkToJson(withOwnThresholds(network))
  collect(json, '', facts)
  for (const path of facts.keys()) if (what === 'function' && ofLearning(path)) facts.delete(path)
  return facts
}

/** A layer's B_th written out: the same whether it is the layer's own or the network's. */
function withOwnThresholds(network: NetworkDescription): NetworkDescription {
  const layers = network.layers.map((layer) =>
    layer.type === 'spiking' ? { backwardThreshold: network.backwardThreshold, ...layer } : layer,
  )
  return { ...network, backwardThreshold: 0, layers }
}

function ofLearning(path: string): boolean {
  return path === 'steps' || path.endsWith('.backwardThreshold') || path.endsWith('.surrogate.expression')
}

function collect(json: unknown, path: string, facts: Map<string, unknown>): void {
  if (path.endsWith('.surrogate.name')) return
  if (path.endsWith('.surrogate.expression')) facts.set(path, JSON.stringify(json))
  else if (Array.isArray(json)) {
    facts.set(`${path}.length`, json.length)
    for (const [at, item] of json.entries()) collect(item, `${path}[${at}]`, facts)
  } else if (typeof json === 'object' && json !== null)
    for (const [name, value] of Object.entries(json)) collect(value, path === '' ? name : `${path}.${name}`, facts)
  else facts.set(path, json)
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
