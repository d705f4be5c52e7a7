import { factories } from '@snn/cli/backends'
import { ArgumentError } from '@snn/core'
import type { Rule } from '../program.js'
import type { Work } from '../work/work.js'
import { ownSide } from './own-side.js'
import type { Side } from './side.js'
import { torchSide, torchVariants } from './torch-side.js'

const rules: readonly Rule[] = ['sparse', 'dense', 'unrolled']

/** All that `--a` and `--b` may name. */
export const sideNames: readonly string[] = [
  ...Object.keys(factories).flatMap((name) => [name, `${name}:dense`, `${name}:unrolled`]),
  ...torchVariants.flatMap((variant) => [`torch:${variant}`, `torch:${variant}:untuned`]),
]

/**
 * The side that a word names: a backend (`cpu`, `cpu:dense`) or a peer (`torch:manual`, `torch:manual:untuned`).
 * @throws ArgumentError for an unknown word; BackendError when a peer is missing.
 */
export function openSide(word: string, work: Work, threads: number): Promise<Side> {
  const [name = '', variant, tuning] = word.split(':')
  const torch = torchVariants.find((known) => known === variant)
  if (name === 'torch' && torch && (tuning === undefined || tuning === 'untuned'))
    return torchSide(word, torch, work, { threads, tuned: tuning === undefined })
  const rule = rules.find((known) => known === (variant ?? 'sparse'))
  if (Object.hasOwn(factories, name) && rule && tuning === undefined) return ownSide(word, name, rule, work, threads)
  throw new ArgumentError({ what: `there is no side '${word}'`, fix: `Sides are ${sideNames.join(', ')}.` })
}
