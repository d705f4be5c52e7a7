import { checkWhole } from '../checks.js'
import { randomKey } from './key.js'
import { wordSequence } from './numbers.js'

/**
 * The whole numbers from 0 to count - 1 in random order; every order is equally likely (Fisher & Yates, without modulo bias).
 * @param count how many, at most 2³².
 * @param seed a whole number from 0.
 * @param epoch another order for each, by default 0.
 * @throws ArgumentError when one of these is not a whole number from 0.
 * @public
 */
export function permutation(count: number, seed: number, epoch = 0): Uint32Array {
  checkWhole('count', count, 0, 2 ** 32)
  const next = wordSequence(randomKey(seed, ['permutation', epoch]))
  const order = Uint32Array.from({ length: count }, (_, k) => k)
  for (let last = count - 1; last > 0; last--) {
    const other = below(last + 1, next)
    const kept = order[last]!
    order[last] = order[other]!
    order[other] = kept
  }
  return order
}

/** A whole number from 0 to bound - 1, each equally likely: words beyond the largest multiple of the bound are drawn anew. */
function below(bound: number, next: () => number): number {
  const limit = 2 ** 32 - (2 ** 32 % bound)
  for (;;) {
    const word = next()
    if (word < limit) return word % bound
  }
}
