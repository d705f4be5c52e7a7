import { describe, expect, it } from 'vitest'
import { threefry } from './threefry.js'

const words = (key: readonly [number, number], counter: readonly [number, number]): string[] => {
  const out = new Uint32Array(2)
  threefry(key, counter[0], counter[1], out)
  return [...out].map((word) => word.toString(16).padStart(8, '0'))
}

describe('threefry', () => {
  it('gives the known answers of its authors (Random123, threefry2x32 with 20 rounds)', () => {
    expect(words([0, 0], [0, 0])).toEqual(['6b200159', '99ba4efe'])
    expect(words([0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff])).toEqual(['1cb996fc', 'bb002be7'])
    expect(words([0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3])).toEqual(['c4923a9c', '483df7a0'])
  })
})
