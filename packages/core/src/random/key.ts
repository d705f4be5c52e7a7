import { checkWhole } from '../checks.js'
import { threefry, type RandomKey } from './threefry.js'

/** Names a sequence of random numbers apart from all others of one seed: a word, a whole number, or a path of these. @public */
export type RandomStream = string | number | readonly (string | number)[]

/*
 * Counters whose second word has its top bit set make keys, all others make numbers: neither can meet the other.
 */
const NUMBER_PART = 0x80000000
const TEXT_PART = 0xc0000000

/**
 * The key of a stream of random numbers. The same seed and stream give the same numbers on every machine.
 * @param seed a whole number from 0.
 * @throws ArgumentError when the seed, or a number of the stream, is not a whole number from 0.
 * @public
 */
export function randomKey(seed: number, stream: RandomStream = []): RandomKey {
  const [low, high] = wordsOf(seed, 'a seed')
  return splitKey([low, high], stream)
}

/**
 * A key of its own for a part of what a key is for: `splitKey(key, ['layers', 2])`. Keys of different streams are
 * independent of each other and of the numbers drawn from the key itself; a path is the same as its parts one after another.
 * @throws ArgumentError when a number of the stream is not a whole number from 0.
 * @public
 */
export function splitKey(key: RandomKey, stream: RandomStream): RandomKey {
  const parts = typeof stream === 'string' || typeof stream === 'number' ? [stream] : stream
  return parts.reduce<RandomKey>(
    (parent, part) => (typeof part === 'string' ? byText(parent, part) : byNumber(parent, part)),
    key,
  )
}

function byNumber(key: RandomKey, part: number): RandomKey {
  const [low, high] = wordsOf(part, 'a number of a random stream')
  return hash(key, low, NUMBER_PART | high)
}

function byText(key: RandomKey, part: string): RandomKey {
  const bytes = new TextEncoder().encode(part)
  let derived = hash(key, bytes.length, TEXT_PART)
  for (let at = 0; at < bytes.length; at += 8) derived = hash(derived, wordAt(bytes, at), wordAt(bytes, at + 4))
  return derived
}

/** Four bytes as a little-endian word, with zeros after the end. */
function wordAt(bytes: Uint8Array, at: number): number {
  let word = 0
  for (let k = 0; k < 4; k++) word |= (bytes[at + k] ?? 0) << (8 * k)
  return word
}

function hash(key: RandomKey, counter0: number, counter1: number): RandomKey {
  const out = new Uint32Array(2)
  threefry(key, counter0, counter1, out)
  return [out[0]!, out[1]!]
}

function wordsOf(value: number, name: string): [number, number] {
  checkWhole(name, value, 0)
  return [value >>> 0, Math.floor(value / 2 ** 32)]
}
