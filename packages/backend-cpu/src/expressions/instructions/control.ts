import { unsigned, type Code } from '../module.js'

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
