import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSnnError } from '../errors.js'
import { errorOf } from '../testing/error-of.js'
import { normalArray, uniformArray } from './fill.js'
import { randomKey, splitKey } from './key.js'
import { randomNormal, randomUniform, randomWord, wordSequence } from './numbers.js'
import { permutation } from './permutation.js'

const numRuns = Number(process.env['SNN_RUNS'] ?? 50)

const seeds = fc.nat({ max: Number.MAX_SAFE_INTEGER })
const streams = fc.array(fc.oneof(fc.nat({ max: Number.MAX_SAFE_INTEGER }), fc.string({ unit: 'binary' })), {
  maxLength: 3,
})

/** Of the bytes of an array, to notice any change of any bit. */
function fingerprint(data: Float32Array | Uint32Array): string {
  let hash = 0x811c9dc5
  for (const byte of new Uint8Array(data.buffer)) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0).toString(16)
}

/** Kolmogorov's largest distance between what was drawn and a distribution, times √n: above 1.95 once in a thousand. */
function kolmogorov(values: Float32Array, distribution: (x: number) => number): number {
  const sorted = values.toSorted()
  let distance = 0
  for (const [k, x] of sorted.entries()) {
    const p = distribution(x)
    distance = Math.max(distance, Math.abs(p - k / sorted.length), Math.abs(p - (k + 1) / sorted.length))
  }
  return distance * Math.sqrt(sorted.length)
}

/** Φ by its Taylor series about 0. */
function normalDistribution(x: number): number {
  if (Math.abs(x) > 7) return x > 0 ? 1 : 0
  let term = x
  let sum = x
  for (let n = 1; Math.abs(term) > 1e-17; n++) {
    term *= (-x * x) / (2 * n)
    sum += term / (2 * n + 1)
  }
  return 0.5 + sum / Math.sqrt(2 * Math.PI)
}

function moments(values: Float32Array): { mean: number; variance: number; skewness: number; kurtosis: number } {
  const average = (f: (x: number) => number): number => values.reduce((sum, x) => sum + f(x), 0) / values.length
  const mean = average((x) => x)
  const variance = average((x) => (x - mean) ** 2)
  return {
    mean,
    variance,
    skewness: average((x) => (x - mean) ** 3) / variance ** 1.5,
    kurtosis: average((x) => (x - mean) ** 4) / variance ** 2,
  }
}

describe('uniform numbers', () => {
  const values = uniformArray({ seed: 1, stream: 'test', shape: [100_000] })

  it('lie in [0, 1) and are whole multiples of 2^-24', () => {
    expect(values.every((x) => x >= 0 && x < 1 && Number.isInteger(x * 2 ** 24))).toBe(true)
  })

  it('are uniform', () => {
    const { mean, variance } = moments(values)
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(4 * Math.sqrt(1 / 12 / values.length))
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 180 / values.length))
    expect(kolmogorov(values, (x) => x)).toBeLessThan(1.95)
  })

  it('do not depend on the one before', () => {
    let product = 0
    for (let n = 1; n < values.length; n++) product += (values[n]! - 0.5) * (values[n - 1]! - 0.5)
    expect(Math.abs((12 * product) / values.length)).toBeLessThan(4 / Math.sqrt(values.length))
  })

  it('fill the range asked for', () => {
    const wide = uniformArray({ seed: 1, stream: 'test', shape: [1000], low: -3, high: 5 })
    wide.forEach((x, n) => expect(x).toBe(Math.fround(-3 + 8 * values[n]!)))
  })
})

describe('normal numbers', () => {
  const values = normalArray({ seed: 2, stream: 'test', shape: [100_000] })

  it('are normal', () => {
    const { mean, variance, skewness, kurtosis } = moments(values)
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(values.length))
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / values.length))
    expect(Math.abs(skewness)).toBeLessThan(4 * Math.sqrt(6 / values.length))
    expect(Math.abs(kurtosis - 3)).toBeLessThan(4 * Math.sqrt(24 / values.length))
    expect(kolmogorov(values, normalDistribution)).toBeLessThan(1.95)
  })

  it('have the mean and the standard deviation asked for', () => {
    const scaled = normalArray({ seed: 2, stream: 'test', shape: [10, 100], mean: -1, std: 0.25 })
    const key = randomKey(2, 'test')
    scaled.forEach((x, n) => expect(x).toBe(Math.fround(-1 + 0.25 * randomNormal(key, n))))
  })
})

describe('random numbers', () => {
  it('are the same, bit for bit, whenever and wherever they are drawn', () => {
    expect({
      uniform: fingerprint(uniformArray({ seed: 0, stream: ['layers', 1], shape: [1000] })),
      normal: fingerprint(normalArray({ seed: 0, stream: ['layers', 1], shape: [1000], std: 0.07 })),
      permutation: fingerprint(permutation(1000, 0, 3)),
    }).toMatchInlineSnapshot(`
      {
        "normal": "2cb5f04c",
        "permutation": "f326e479",
        "uniform": "e75702dc",
      }
    `)
  })

  it('can be asked for in any order', () => {
    fc.assert(
      fc.property(seeds, streams, fc.nat(200), (seed, stream, index) => {
        const key = randomKey(seed, stream)
        const next = wordSequence(key)
        const words = Array.from({ length: index + 1 }, next)
        expect(randomWord(key, index)).toBe(words[index])
        const [u] = uniformArray({ seed, stream, shape: [index + 1] }).subarray(index)
        expect(randomUniform(key, index)).toBe(u)
      }),
      { numRuns },
    )
  })

  it('differ far out in the sequence', () => {
    const key = randomKey(7)
    const far = [0, 1, 2 ** 32, 2 ** 33, 2 ** 33 + 1, 2 ** 34, 2 ** 52].map((index) => randomWord(key, index))
    expect(new Set(far).size).toBe(far.length)
  })

  it('of an array begin like those of a longer one, whatever its shape', () => {
    const long = normalArray({ seed: 5, shape: [7, 9] })
    expect([...normalArray({ seed: 5, shape: [3, 5] })]).toEqual([...long.subarray(0, 15)])
    expect(normalArray({ seed: 5, shape: [0, 5] })).toHaveLength(0)
    expect(normalArray({ seed: 5, shape: [] })).toHaveLength(1)
  })

  it.each([
    ['a negative seed', () => uniformArray({ seed: -1, shape: [1] })],
    ['a fractional seed', () => normalArray({ seed: 0.5, shape: [1] })],
    ['a seed that is no number', () => randomKey('0' as never)],
    ['a fractional stream', () => splitKey(randomKey(0), 1.5)],
    ['a bound that is not finite', () => uniformArray({ seed: 0, shape: [1], high: Number.POSITIVE_INFINITY })],
    ['a negative std', () => normalArray({ seed: 0, shape: [1], std: -1 })],
    ['a std that is not a number', () => normalArray({ seed: 0, shape: [1], std: Number.NaN })],
    ['a negative count', () => permutation(-1, 0)],
    ['a fractional epoch', () => permutation(3, 0, 0.5)],
  ])('are refused for %s', (_, body) => {
    expect(isSnnError(errorOf(body), 'ARGUMENT')).toBe(true)
  })
})

describe('keys', () => {
  it('differ for different seeds and streams', () => {
    fc.assert(
      fc.property(seeds, streams, seeds, streams, (seed, stream, otherSeed, otherStream) => {
        const same = seed === otherSeed && JSON.stringify(stream) === JSON.stringify(otherStream)
        expect(randomKey(seed, stream).join() === randomKey(otherSeed, otherStream).join()).toBe(same)
      }),
      { numRuns },
    )
  })

  it('tell apart what looks alike', () => {
    const alike = [
      '',
      '0',
      '1',
      'a',
      'a\0',
      'aaaaaaaa',
      'aaaaaaaaa',
      'ä',
      0,
      1,
      2 ** 32,
      2 ** 40,
      [0, 0],
      ['', ''],
      ['a', 'a'],
      [],
    ]
    expect(new Set(alike.map((stream) => randomKey(0, stream).join())).size).toBe(alike.length)
    expect(new Set([0, 1, 2 ** 32, 2 ** 52].map((seed) => randomKey(seed).join())).size).toBe(4)
  })

  it('of a path are those of its parts one after another', () => {
    const key = randomKey(3)
    expect(splitKey(key, ['layers', 2])).toEqual(splitKey(splitKey(key, 'layers'), 2))
    expect(randomKey(3, ['layers', 2])).toEqual(splitKey(key, ['layers', 2]))
  })

  it('next to each other give unrelated numbers', () => {
    const draws = (stream: number): Float32Array => normalArray({ seed: 0, stream, shape: [20_000] })
    const [a, b] = [draws(0), draws(1)]
    const correlation = a.reduce((sum, x, n) => sum + x * b[n]!, 0) / a.length
    expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(a.length))
  })
})

describe('permutation', () => {
  it('holds every number once and is the same for the same seed and epoch', () => {
    fc.assert(
      fc.property(fc.nat(300), seeds, fc.nat(1000), (count, seed, epoch) => {
        const order = permutation(count, seed, epoch)
        expect(order.toSorted()).toEqual(Uint32Array.from({ length: count }, (_, k) => k))
        expect(permutation(count, seed, epoch)).toEqual(order)
      }),
      { numRuns },
    )
  })

  it('is another for another seed or epoch', () => {
    const base = [...permutation(100, 0, 0)].join()
    expect([...permutation(100, 0, 1)].join()).not.toBe(base)
    expect([...permutation(100, 1, 0)].join()).not.toBe(base)
    expect([...permutation(100, 0)].join()).toBe(base)
  })

  it('makes each of the 24 orders of four equally often', () => {
    const draws = 24_000
    const counts = new Map<string, number>()
    for (let epoch = 0; epoch < draws; epoch++) {
      const order = permutation(4, 9, epoch).join()
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    const chiSquared = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)
    expect(chiSquared).toBeLessThan(49.7)
  })
})
