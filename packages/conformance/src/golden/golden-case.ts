import { FormatError } from '@snn/core'
import { readFeedForwardCase } from './feed-forward-case.js'
import type { FeedForwardCase } from './feed-forward-case.js'
import { fieldsOf, listField, stringField } from './fields.js'
import type { Fields } from './fields.js'

/** A case whose network is a list of layers of other kinds than dense LIF: recognized by what it needs. */
export interface LayersCase {
  readonly kind: 'layers'
  readonly name: string
  /** What the network has beyond feed-forward dense LIF layers: 'recurrent', 'conv2d', 'avg_pool', 'neuron cuba', … */
  readonly needs: readonly string[]
}

/** A golden case: numbers of an independent float64 implementation. */
export type GoldenCase = FeedForwardCase | LayersCase

/**
 * Reads a case from the text of NAME.json and the bytes of NAME.bin.
 *
 * Throws a `FormatError` that names the field or array that is not what the format says.
 */
export function readGoldenCase(text: string, bytes: Uint8Array, name: string): GoldenCase {
  const fields = parse(text, name)
  if ('layers' in fields) {
    const layers = listField(fields, 'layers', name).map((layer, l) => fieldsOf(layer, `${name}.layers[${l}]`))
    const needs = layers.flatMap((layer, l) => needsOf(layer, `${name}.layers[${l}]`))
    return { kind: 'layers', name, needs: [...new Set(needs)] }
  }
  if ('sizes' in fields) return readFeedForwardCase(fields, bytes, name)
  throw new FormatError({
    what: `${name}.json has neither 'sizes' nor 'layers', so it is no golden case`,
    file: `${name}.json`,
    fix: 'Point the command at a folder of golden cases alone.',
  })
}

function parse(text: string, name: string): Fields {
  try {
    return fieldsOf(JSON.parse(text), name)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw new FormatError({ what: `${name}.json is not JSON: ${cause.message}`, file: `${name}.json`, cause })
  }
}

function needsOf(layer: Fields, where: string): string[] {
  const type = stringField(layer, 'type', where)
  const needs: string[] = []
  if (type !== 'dense' && type !== 'readout' && type !== 'flatten') needs.push(type)
  if ((layer['W_rec'] ?? null) !== null) needs.push('recurrent')
  const neuron = layer['neuron'] ?? 'lif'
  if (neuron !== 'lif') needs.push(`neuron ${String(neuron)}`)
  return needs
}
