import { wordsOf } from './train.js'

/** Words of 32 steps that one dispatch sweeps: some systems stop a device that does not answer for two seconds. */
const MOST_WORDS = 32

/** A sweep over time in pieces. */
export function timePieces(time: number): { readonly fromWord: number; readonly toWord: number }[] {
  const words = wordsOf(time)
  return Array.from({ length: Math.ceil(words / MOST_WORDS) }, (_, k) => ({
    fromWord: k * MOST_WORDS,
    toWord: Math.min(words, (k + 1) * MOST_WORDS),
  }))
}
