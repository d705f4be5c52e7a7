import { describe, expect, it } from 'vitest'
import { trained } from '../test/trained.js'

const batches = [37, 20, 37, 1, 64, 144, 37, 2, 37]

describe('training on uneven samples', () => {
  const alone = trained({ threads: 1 }, batches)

  it('changes the weights', async () => {
    const { losses, bits } = await alone
    expect(new Set(losses).size).toBe(losses.length)
    const moments = bits.at(-1)!
    expect(moments.some((word) => word !== 0)).toBe(true)
  })

  it.each([2, 3, 4])('ends in the bits of one thread on %i threads', async (threads) => {
    expect(await trained({ threads }, batches)).toEqual(await alone)
    expect(await trained({ threads, worthWaking: 0, capacity: 1 }, batches)).toEqual(await alone)
  })

  it.each([2, 3, 4, 9])('ends in the bits of one thread on %i that share no memory', async (threads) => {
    expect(await trained({ threads, apart: 0 }, batches)).toEqual(await alone)
    expect(await trained({ threads, apart: 3000, capacity: 1 }, batches)).toEqual(await alone)
  })
})
