/** Vectors of 128 bits. */

import type { Code } from '../module.js'
import { at, one, simd, two, type One, type Two } from './encode.js'

export const load = (address: Code, offset = 0): Code => [...address, ...simd(0x00), ...at(2, offset)]
export const load32Splat = (address: Code, offset = 0): Code => [...address, ...simd(0x09), ...at(2, offset)]
export const load32Zero = (address: Code): Code => [...address, ...simd(0x5c), ...at(2, 0)]
export const load32Lane = (address: Code, vector: Code, lane: number): Code => [
  ...address,
  ...vector,
  ...simd(0x56),
  ...at(2, 0),
  lane,
]
export const store = (address: Code, vector: Code): Code => [...address, ...vector, ...simd(0x0b), ...at(2, 0)]
export const store32Lane = (address: Code, vector: Code): Code => [...address, ...vector, ...simd(0x5a), ...at(2, 0), 0]
export const and: Two = two(0x4e)
export const andNot: Two = two(0x4f)
export const or: Two = two(0x50)
export const xor: Two = two(0x51)
export const not: One = one(0x4d)
/** Bits of `then` where the mask has ones, of `otherwise` where it has zeros. */
export const choose = (mask: Code, then: Code, otherwise: Code): Code => [...then, ...otherwise, ...mask, ...simd(0x52)]
