/** Scalars of 32 bits. */

import { signed, type Code } from '../module.js'
import { at, type Two } from './encode.js'

const plain =
  (opcode: number): Two =>
  (a, b) => [...a, ...b, opcode]

export const constant = (value: number): Code => [0x41, ...signed(value)]
export const load = (address: Code, offset = 0): Code => [...address, 0x28, ...at(2, offset)]
export const add: Two = plain(0x6a)
export const sub: Two = plain(0x6b)
export const mul: Two = plain(0x6c)
export const and: Two = plain(0x71)
export const shiftLeft: Two = plain(0x74)
export const divide: Two = plain(0x6e)
export const remainder: Two = plain(0x70)
export const less: Two = plain(0x49)
export const select = (test: Code, then: Code, otherwise: Code): Code => [...then, ...otherwise, ...test, 0x1b]
