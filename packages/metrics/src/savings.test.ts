import { describe, expect, it } from 'vitest'
import { energySaved, memorySaved } from './savings.js'

describe('energySaved', () => {
  it('follows the activity of the output in ∇W and of the input in ∇S', () => {
    expect(energySaved([1.5, 0.5])).toEqual([
      { weightGradient: 98.5, inputGradient: undefined },
      { weightGradient: 99.5, inputGradient: 98.5 },
    ])
  })

  it('refuses what is no percentage, naming the layer', () => {
    expect(() => energySaved([1, 101])).toThrow('activity must be a percentage from 0 to 100; got 101')
    expect(() => energySaved([Number.NaN])).toThrow('got NaN')
  })
})

describe('memorySaved', () => {
  it('is (dense - sparse) / dense in percent', () => {
    expect(memorySaved(800, 200)).toBe(75)
    expect(memorySaved(100, 150)).toBe(-50)
  })

  it('refuses bytes that are none', () => {
    expect(() => memorySaved(0, 1)).toThrow('dense must be a number of bytes above 0; got 0')
    expect(() => memorySaved(1, -1)).toThrow('sparse must be a number of bytes from 0; got -1')
  })
})
