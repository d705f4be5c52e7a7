import { wordsOf } from './train.js'

/** Words of 32 steps that one dispatch sweeps: some systems stop a device that does not answer for two seconds. */
export const LONGEST_SWEEP = 32

/** A sweep over time in pieces of so many words at most. */
export function timePieces(time: number, most: number): { readonly fromWord: number; readonly toWord: number }[] {
  const words = wordsOf(time)
  return Array.from({ length: Math.ceil(words / most) }, (_, k) => ({
    fromWord: k * most,
    toWord: Math.min(words, (k + 1) * most),
  }))
}
