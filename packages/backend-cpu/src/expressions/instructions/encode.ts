import { unsigned, type Code } from '../module.js'

/**
 * WebAssembly instructions as nested calls, each of which gives the bytes that leave one value on the stack (or none):
 * `f32.mul(get(a), f32.splat(2))` reads as it computes.
 */
export type One = (x: Code) => Code
export type Two = (a: Code, b: Code) => Code

export function simd(opcode: number): Code {
  return [0xfd, ...unsigned(opcode)]
}

/** Alignment (as a power of two) and offset of a load or store. */
export function at(alignment: number, offset: number): Code {
  return [alignment, ...unsigned(offset)]
}

export const one =
  (opcode: number): One =>
  (x) => [...x, ...simd(opcode)]
export const two =
  (opcode: number): Two =>
  (a, b) => [...a, ...b, ...simd(opcode)]

/** A vector of four equal lanes of 4 bytes. */
export function splatOf(lane: Uint8Array): Code {
  return [...simd(0x0c), ...lane, ...lane, ...lane, ...lane]
}
