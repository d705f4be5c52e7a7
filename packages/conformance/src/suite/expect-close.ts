import { expect } from 'vitest'
import { compare, describeComparison } from '../compare.js'
import type { SurrogateDescription } from '../reference/surrogates.js'

/** What float32 does to the terms of a sum, which no backend can avoid, relative to them. */
export const rounding: {
  /** Of products and sums. */
  readonly usual: number
  /** Of what g was computed for from a V in float32: the steeper g is, the further the rounding of V moves it. */
  ownPotentials(surrogate: SurrogateDescription): number
} = {
  usual: 5e-7,
  ownPotentials: (surrogate) => 3e-6 * Math.max(10, slopeOf(surrogate)),
}

/** An upper bound of |d log g / dV| up to a factor of 2, where it is large. */
const slopeOf = (surrogate: SurrogateDescription): number => (surrogate.kind === 'fast-sigmoid' ? surrogate.beta : 0)

/**
 * Fails unless ‖actual - expected‖ ≤ tolerance · ‖expected‖. `terms` are sums of the absolute values of what `expected` sums up:
 * where they cancel, their rounding (`perTerm`, relative) is allowed as well.
 */
export function expectClose(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  terms: ArrayLike<number> = expected,
  perTerm: number = rounding.usual,
): void {
  expect(actual.length, `${what}: number of entries`).toBe(expected.length)
  const difference = norm(Array.from(expected, (value, k) => actual[k]! - value))
  const allowed = tolerance * norm(expected) + perTerm * norm(terms)
  if (!(difference <= allowed)) {
    const words = describeComparison(compare(actual, expected))
    expect.fail(`${what}: ‖difference‖ ${difference.toExponential(2)} of ${allowed.toExponential(2)}; ${words}`)
  }
}

function norm(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0))
}
