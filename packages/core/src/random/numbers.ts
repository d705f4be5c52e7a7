import { inverseNormal } from './inverse-normal.js'
import { threefry, type RandomKey } from './threefry.js'

const block = new Uint32Array(2)

/** The index-th random word of a key, from 0 to 2³² - 1. Any may be asked for, in any order. @public */
export function randomWord(key: RandomKey, index: number): number {
  const pair = Math.floor(index / 2)
  threefry(key, pair >>> 0, Math.floor(pair / 2 ** 32), block)
  return block[index % 2]!
}

/** The index-th number of a key, uniform in [0, 1): a multiple of 2⁻²⁴, so exact in float32. @public */
export function randomUniform(key: RandomKey, index: number): number {
  return uniformOf(randomWord(key, index))
}

/** The index-th number of a key, of mean 0 and standard deviation 1, within ±6.34; float64. @public */
export function randomNormal(key: RandomKey, index: number): number {
  return normalOf(randomWord(key, index))
}

/** The words of a key, one after another from index 0. */
export function wordSequence(key: RandomKey): () => number {
  const pair = new Uint32Array(2)
  let index = 0
  return () => {
    if (index % 2 === 0) threefry(key, (index / 2) >>> 0, Math.floor(index / 2 ** 33), pair)
    return pair[index++ % 2]!
  }
}

export function uniformOf(word: number): number {
  return (word >>> 8) / 2 ** 24
}

export function normalOf(word: number): number {
  return inverseNormal((word - 2 ** 31 + 0.5) / 2 ** 32)
}
