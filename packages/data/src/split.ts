import { permutation } from '@snn/core'
import { within, wholeNumber } from './checks.js'
import type { DataSet, EventSource, Source } from './data-set.js'
import { subset } from './subset.js'

/** @public */
export interface SplitOptions {
  /** The part held out, in [0, 1]. */
  readonly fraction: number
  readonly seed: number
}

/**
 * Holds out `fraction` of every class for validation, chosen by seed; both parts keep the order of the set. In all,
 * the number held out is rounded to the nearest whole number, and no class is off its share by one sample or more.
 * @public
 */
export function split(set: DataSet, options: SplitOptions): { train: DataSet; validation: DataSet }
export function split(set: EventSource, options: SplitOptions): { train: EventSource; validation: EventSource }
export function split<S>(set: Source<S>, options: SplitOptions): { train: Source<S>; validation: Source<S> }
export function split<S>(
  set: Source<S>,
  { fraction, seed }: SplitOptions,
): { train: Source<S>; validation: Source<S> } {
  within('fraction', fraction, 0, 1)
  wholeNumber('seed', seed, 0)
  const members: number[][] = set.classes.map(() => [])
  for (let k = 0; k < set.length; k++) members[set.labels[k]!]?.push(k)
  const shares = members.map((of) => Math.floor(of.length * fraction))
  const total = Math.round(set.length * fraction)
  const byRemainder = members
    .map((of, label) => ({ label, remainder: of.length * fraction - shares[label]! }))
    .sort((a, b) => b.remainder - a.remainder || a.label - b.label)
  let missing = total - shares.reduce((a, b) => a + b, 0)
  for (const { label } of byRemainder) {
    if (missing-- <= 0) break
    shares[label]!++
  }
  const held = new Uint8Array(set.length)
  for (const [label, of] of members.entries()) {
    const order = permutation(of.length, seed, label)
    for (let k = 0; k < shares[label]!; k++) held[of[order[k]!]!] = 1
  }
  const indices = (wanted: number): number[] => [...held.keys()].filter((k) => held[k] === wanted)
  return {
    train: subset(set, indices(0)),
    validation: subset(set, indices(1), { split: 'validation' }),
  }
}
