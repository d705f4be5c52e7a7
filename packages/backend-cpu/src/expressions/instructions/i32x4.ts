/** Four int32. */

import type { Code } from '../module.js'
import { one, splatOf, two, type One, type Two } from './encode.js'

export const splat = (value: number): Code => splatOf(new Uint8Array(Int32Array.of(value).buffer))
export const shiftLeft: Two = two(0xab)
export const shiftRight: Two = two(0xac)
export const add: Two = two(0xae)
export const sub: Two = two(0xb1)
/** Towards zero; what does not fit becomes the nearest that does, NaN becomes 0. */
export const fromF32: One = one(0xf8)
