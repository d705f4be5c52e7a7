import type { LayerCounts, Span } from '@snn/core'
import * as at from './control.js'
import type { Executor } from './executor.js'
import { addressOf } from './types.js'

/** The two flags, and values one after the other. */
export interface Report {
  readonly overflow: boolean
  readonly nonFinite: boolean
  readonly values: Float32Array
  /** None, until the driver puts them in. */
  layers: readonly LayerCounts[]
}

const NO_LAYERS: readonly LayerCounts[] = []

/** What is told of the calls that were handed on. */
export interface Reports {
  /** Where they have happened. */
  now(spans: readonly Span[]): Report | Promise<Report>
  /** When they have happened. */
  later(spans: readonly Span[], take: (words: number) => number): Promise<Report>
}

export function createReports({ memory, writer, queue, check }: Executor): Reports {
  function valuesOf(spans: readonly Span[]): Float32Array {
    const f32 = memory.f32()
    const partOf = (span: Span): [from: number, to: number] => [addressOf(span) / 4, addressOf(span) / 4 + span.length]
    if (spans.length === 1) return f32.slice(...partOf(spans[0]!))
    const values = new Float32Array(lengthOf(spans))
    let next = 0
    for (const span of spans) {
      values.set(f32.subarray(...partOf(span)), next)
      next += span.length
    }
    return values
  }

  return {
    now(spans) {
      try {
        check()
      } catch (error) {
        return Promise.reject(error)
      }
      const i32 = memory.i32()
      const [overflow, nonFinite] = [i32[at.OVERFLOW] !== 0, i32[at.NON_FINITE] !== 0]
      return { overflow, nonFinite, values: valuesOf(spans), layers: NO_LAYERS }
    },
    async later(spans, take) {
      const count = lengthOf(spans)
      // Count, flags, and addresses that the values take the place of.
      const place = take(3 + count) / 4
      const u32 = memory.u32()
      u32[place] = count
      let next = place + 3
      for (const span of spans) for (let k = 0; k < span.length; k++) u32[next++] = addressOf(span) + 4 * k
      await queue!.report((number) => writer.writeSpecial(at.REPORT, false, 4 * place, 0, 0, number))
      check()
      const i32 = memory.i32()
      return {
        overflow: i32[place + 1] !== 0,
        nonFinite: i32[place + 2] !== 0,
        values: memory.f32().slice(place + 3, place + 3 + count),
        layers: NO_LAYERS,
      }
    },
  }
}

function lengthOf(spans: readonly Span[]): number {
  let length = 0
  for (const span of spans) length += span.length
  return length
}
