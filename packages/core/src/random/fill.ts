import { ArgumentError } from '../errors.js'
import { sizeOf } from '../host-array.js'
import { randomKey, type RandomStream } from './key.js'
import { normalOf, uniformOf, wordSequence } from './numbers.js'

/** Which random numbers, and how many. @public */
export interface RandomFill {
  /** A whole number from 0. */
  readonly seed: number
  /** Apart from what else is drawn with this seed; by default the numbers of the seed itself. */
  readonly stream?: RandomStream
  readonly shape: readonly number[]
}

/**
 * Float32 numbers, uniform from `low` (0) to `high` (1), in row-major order of the shape. Rounding to float32 may reach `high`.
 * Element n is low + (high - low)·u of the n-th word of the key, so an array begins like a longer one.
 * @throws ArgumentError or ShapeError for a bad seed, stream, bound or shape.
 * @public
 */
export function uniformArray(fill: RandomFill & { readonly low?: number; readonly high?: number }): Float32Array {
  const { low = 0, high = 1 } = fill
  const width = finite('high', high) - finite('low', low)
  return filled(fill, (word) => low + width * uniformOf(word))
}

/**
 * Float32 numbers, normal with `mean` (0) and standard deviation `std` (1), in row-major order of the shape.
 * Element n is mean + std·z of the n-th word of the key.
 * @throws ArgumentError or ShapeError for a bad seed, stream, mean, std or shape.
 * @public
 */
export function normalArray(fill: RandomFill & { readonly mean?: number; readonly std?: number }): Float32Array {
  const { mean = 0, std = 1 } = fill
  finite('mean', mean)
  if (!(finite('std', std) >= 0)) throw new ArgumentError({ what: `std must be at least 0; got ${std}` })
  return filled(fill, (word) => mean + std * normalOf(word))
}

function filled({ seed, stream, shape }: RandomFill, valueOf: (word: number) => number): Float32Array {
  const values = new Float32Array(sizeOf(shape))
  const next = wordSequence(randomKey(seed, stream))
  for (let n = 0; n < values.length; n++) values[n] = valueOf(next())
  return values
}

function finite(name: string, value: number): number {
  if (!Number.isFinite(value))
    throw new ArgumentError({ what: `${name} must be a finite number; got ${String(value)}` })
  return value
}
