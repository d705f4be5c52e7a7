import { signed, unsigned, type Code } from './module.js'

/**
 * WebAssembly instructions as nested calls, each of which gives the bytes that leave one value on the stack (or none):
 * `f32.mul(get(a), f32.splat(2))` reads as it computes.
 */

const view = new DataView(new ArrayBuffer(16))

function bytesOfView(count: number): Code {
  return Array.from({ length: count }, (_, k) => view.getUint8(k))
}

function simd(opcode: number): Code {
  return [0xfd, ...unsigned(opcode)]
}

/** Alignment (as a power of two) and offset of a load or store. */
function at(alignment: number, offset: number): Code {
  return [alignment, ...unsigned(offset)]
}

type One = (x: Code) => Code
type Two = (a: Code, b: Code) => Code

const one =
  (opcode: number): One =>
  (x) => [...x, ...simd(opcode)]
const two =
  (opcode: number): Two =>
  (a, b) => [...a, ...b, ...simd(opcode)]
const plain =
  (opcode: number): Two =>
  (a, b) => [...a, ...b, opcode]

// ---------------------------------------------------------------------------------------------- locals and control

export const get = (local: number): Code => [0x20, ...unsigned(local)]
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)]
export const tee = (local: number, value: Code): Code => [...value, 0x22, ...unsigned(local)]
export const call = (place: number, ...values: readonly Code[]): Code => [...values.flat(), 0x10, ...unsigned(place)]

/** `while (test) body`. */
export const whileLoop = (test: Code, body: Code): Code => [
  ...[0x02, 0x40, 0x03, 0x40],
  ...test,
  ...[0x45, 0x0d, 0x01],
  ...body,
  ...[0x0c, 0x00, 0x0b, 0x0b],
]

// ------------------------------------------------------------------------------------------------------- scalars

export const i32: {
  readonly constant: (value: number) => Code
  readonly load: (address: Code, offset?: number) => Code
  readonly add: Two
  readonly sub: Two
  readonly mul: Two
  readonly and: Two
  readonly shiftLeft: Two
  readonly divide: Two
  readonly remainder: Two
  readonly less: Two
  readonly select: (test: Code, then: Code, otherwise: Code) => Code
} = {
  constant: (value) => [0x41, ...signed(value)],
  load: (address, offset = 0) => [...address, 0x28, ...at(2, offset)],
  add: plain(0x6a),
  sub: plain(0x6b),
  mul: plain(0x6c),
  and: plain(0x71),
  shiftLeft: plain(0x74),
  divide: plain(0x6e),
  remainder: plain(0x70),
  less: plain(0x49),
  select: (test, then, otherwise) => [...then, ...otherwise, ...test, 0x1b],
}

// -------------------------------------------------------------------------------------------- memory and vectors

export const v128: {
  readonly load: (address: Code, offset?: number) => Code
  readonly load32Splat: (address: Code, offset?: number) => Code
  readonly load32Zero: (address: Code) => Code
  readonly load32Lane: (address: Code, vector: Code, lane: number) => Code
  readonly store: (address: Code, vector: Code) => Code
  readonly store32Lane: (address: Code, vector: Code) => Code
  readonly and: Two
  readonly or: Two
  readonly xor: Two
  readonly andNot: Two
  readonly not: One
  /** Bits of `then` where the mask has ones, of `otherwise` where it has zeros. */
  readonly choose: (mask: Code, then: Code, otherwise: Code) => Code
} = {
  load: (address, offset = 0) => [...address, ...simd(0x00), ...at(2, offset)],
  load32Splat: (address, offset = 0) => [...address, ...simd(0x09), ...at(2, offset)],
  load32Zero: (address) => [...address, ...simd(0x5c), ...at(2, 0)],
  load32Lane: (address, vector, lane) => [...address, ...vector, ...simd(0x56), ...at(2, 0), lane],
  store: (address, vector) => [...address, ...vector, ...simd(0x0b), ...at(2, 0)],
  store32Lane: (address, vector) => [...address, ...vector, ...simd(0x5a), ...at(2, 0), 0],
  and: two(0x4e),
  andNot: two(0x4f),
  or: two(0x50),
  xor: two(0x51),
  not: one(0x4d),
  choose: (mask, then, otherwise) => [...then, ...otherwise, ...mask, ...simd(0x52)],
}

/** Four float32. */
export const f32: {
  readonly splat: (value: number) => Code
  readonly eq: Two
  readonly ne: Two
  readonly lt: Two
  readonly gt: Two
  readonly le: Two
  readonly ge: Two
  readonly floor: One
  readonly nearest: One
  readonly abs: One
  readonly neg: One
  readonly sqrt: One
  readonly add: Two
  readonly sub: Two
  readonly mul: Two
  readonly div: Two
  /** NaN where one operand is. */
  readonly min: Two
  readonly max: Two
  /** `b < a ? b : a` and `a < b ? b : a`: one instruction, and the first operand where both are equal. */
  readonly first: { readonly min: Two; readonly max: Two }
  readonly fromI32: One
} = {
  splat: (value) => {
    for (let lane = 0; lane < 4; lane++) view.setFloat32(4 * lane, value, true)
    return [...simd(0x0c), ...bytesOfView(16)]
  },
  eq: two(0x41),
  ne: two(0x42),
  lt: two(0x43),
  gt: two(0x44),
  le: two(0x45),
  ge: two(0x46),
  floor: one(0x68),
  nearest: one(0x6a),
  abs: one(0xe0),
  neg: one(0xe1),
  sqrt: one(0xe3),
  add: two(0xe4),
  sub: two(0xe5),
  mul: two(0xe6),
  div: two(0xe7),
  min: two(0xe8),
  max: two(0xe9),
  first: { min: two(0xea), max: two(0xeb) },
  fromI32: one(0xfa),
}

/** Four int32. */
export const i32x4: {
  readonly splat: (value: number) => Code
  readonly shiftLeft: Two
  readonly shiftRight: Two
  readonly add: Two
  readonly sub: Two
  /** Towards zero; what does not fit becomes the nearest that does, NaN becomes 0. */
  readonly fromF32: One
} = {
  splat: (value) => {
    for (let lane = 0; lane < 4; lane++) view.setInt32(4 * lane, value, true)
    return [...simd(0x0c), ...bytesOfView(16)]
  },
  shiftLeft: two(0xab),
  shiftRight: two(0xac),
  add: two(0xae),
  sub: two(0xb1),
  fromF32: one(0xf8),
}
