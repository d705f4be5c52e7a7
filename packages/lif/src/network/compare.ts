import type { NetworkDescription } from './description.js'
import { comparedJson } from './identity.js'

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

function factsOf(network: NetworkDescription, what: 'all' | 'function'): Facts {
  const facts = new Map<string, unknown>()
  collect(comparedJson(network), '', facts)
  for (const path of facts.keys()) if (what === 'function' && ofLearning(path)) facts.delete(path)
  return facts
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
