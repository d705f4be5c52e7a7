import type { LayerCounts, Span } from '@snn/core'
import type { Memory } from '../memory.js'
import * as at from './control.js'
import { addressOf } from './types.js'

/** The two flags of a step's status, and the values that were asked for, one after the other. */
export interface Report {
  readonly overflow: boolean
  readonly nonFinite: boolean
  readonly values: Float32Array
  /** None, until the driver puts them in. */
  layers: readonly LayerCounts[]
}

/** The report of a step whose calls have happened: its flags stand at these indices of int32. */
export function reportOf(
  memory: Memory,
  values: Float32Array,
  overflow: number = at.OVERFLOW,
  nonFinite: number = at.NON_FINITE,
): Report {
  const w = memory.i32()
  return { overflow: w[overflow] !== 0, nonFinite: w[nonFinite] !== 0, values, layers: NO_LAYERS }
}

const NO_LAYERS: readonly LayerCounts[] = []

/** What lies at these places now, to the bit. */
export function valuesAt(memory: Memory, spans: readonly Span[]): Float32Array {
  const f32 = memory.f32()
  const [first] = spans
  if (first && spans.length === 1) return f32.slice(addressOf(first) / 4, addressOf(first) / 4 + first.length)
  const values = new Float32Array(lengthOf(spans))
  let next = 0
  for (const span of spans) {
    const begin = addressOf(span) / 4
    values.set(f32.subarray(begin, begin + span.length), next)
    next += span.length
  }
  return values
}

/** Words in all. */
export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { length }) => sum + length, 0)
}
