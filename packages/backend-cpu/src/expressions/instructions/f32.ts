/** Four float32. */

import type { Code } from '../module.js'
import { one, splatOf, two, type One, type Two } from './encode.js'

export const splat = (value: number): Code => splatOf(new Uint8Array(Float32Array.of(value).buffer))
export const eq: Two = two(0x41)
export const ne: Two = two(0x42)
export const lt: Two = two(0x43)
export const gt: Two = two(0x44)
export const le: Two = two(0x45)
export const ge: Two = two(0x46)
export const floor: One = one(0x68)
export const nearest: One = one(0x6a)
export const abs: One = one(0xe0)
export const neg: One = one(0xe1)
export const sqrt: One = one(0xe3)
export const add: Two = two(0xe4)
export const sub: Two = two(0xe5)
export const mul: Two = two(0xe6)
export const div: Two = two(0xe7)
/** NaN where one operand is. */
export const min: Two = two(0xe8)
export const max: Two = two(0xe9)
/** `b < a ? b : a` and `a < b ? b : a`: one instruction, and the first operand where both are equal. */
export const firstMin: Two = two(0xea)
export const firstMax: Two = two(0xeb)
export const fromI32: One = one(0xfa)
