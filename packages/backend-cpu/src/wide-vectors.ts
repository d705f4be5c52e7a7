import { setFlagsFromString } from 'node:v8'

/** V8's experiment: its optimizing compiler joins pairs of 128-bit operations to operations of 256 bits, on x64 with AVX2. */
export const WIDE_VECTORS_FLAG = '--experimental-wasm-revectorize'

/** That of Node 24, the oldest V8 whose results our suite has compared. */
const LEAST_V8 = 13.6

let wide = process.execArgv.includes(WIDE_VECTORS_FLAG)

/** Whether this process lets V8 join vectors. */
export const wideVectors = (): boolean => wide

/**
 * Lets V8 join the 128-bit vectors of kernels to 256 bits, for this whole Node process: call it before the first backend is
 * made, since what is compiled stays as it is. Steps of spiking layers take about a quarter less time on processors that have such
 * vectors, others see no difference, and no bit of a result changes. It is a switch for programs, not for libraries.
 * @returns whether vectors may be joined from now on: not by a V8 older than that of Node 24.
 */
export function useWideVectors(): boolean {
  if (!wide && Number.parseFloat(process.versions.v8) >= LEAST_V8) {
    setFlagsFromString(WIDE_VECTORS_FLAG)
    wide = true
  }
  return wide
}
