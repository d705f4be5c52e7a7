import { describe, expect, it } from 'vitest'
import { dense } from '../description/dense.js'
import { readout, spiking } from '../description/layer.js'
import { leaky } from '../description/leaky.js'
import { lif } from '../description/lif.js'
import { sequential } from '../network/network.js'
import { firstValues, normalWeights, uniformWeights, type Initializer } from './initializers.js'

const network = sequential({ dt: 1e-3 }, [
  spiking(dense(784, 200), lif({ tau: 10e-3 })),
  spiking(dense(200, 200, { bias: true }), lif({ tau: 5e-3 })),
  readout(dense(200, 100), leaky({ tau: 20e-3 }), 'max'),
])
const values = (initializer: Initializer, seed = 0): ReadonlyMap<string, Float32Array> =>
  firstValues(network, network.parameters, initializer, seed)

function statistics(x: Float32Array): { mean: number; std: number; least: number; most: number } {
  const mean = x.reduce((a, b) => a + b, 0) / x.length
  const std = Math.sqrt(x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length)
  return { mean, std, least: x.reduce((a, b) => Math.min(a, b)), most: x.reduce((a, b) => Math.max(a, b)) }
}

/** Five standard errors of the mean and of the standard deviation of n normal numbers. */
function expectNormal(x: Float32Array, mean: number, std: number): void {
  const found = statistics(x)
  expect(Math.abs(found.mean - mean)).toBeLessThan((5 * std) / Math.sqrt(x.length))
  expect(Math.abs(found.std - std)).toBeLessThan((5 * std) / Math.sqrt(2 * x.length))
}

describe('normal weights', () => {
  it('have standard deviation gain (1 - α) / √fan_in with the α of their layer', () => {
    const made = values(normalWeights({ gain: 20 }))
    expectNormal(made.get('layer0.weight')!, 0, (20 * (1 - Math.exp(-0.1))) / Math.sqrt(784))
    expectNormal(made.get('layer1.weight')!, 0, (20 * (1 - Math.exp(-0.2))) / Math.sqrt(200))
    expectNormal(made.get('layer2.weight')!, 0, (20 * (1 - Math.exp(-0.05))) / Math.sqrt(200))
  })

  it('may give the readout a mean, in its standard deviations, and nothing else', () => {
    const made = values(normalWeights({ readoutMean: 0.5 }))
    const std = (20 * (1 - Math.exp(-0.05))) / Math.sqrt(200)
    expectNormal(made.get('layer2.weight')!, 0.5 * std, std)
    expect(made.get('layer0.weight')).toEqual(values(normalWeights()).get('layer0.weight'))
  })

  it('start biases at 0', () => {
    expect(values(normalWeights()).get('layer1.bias')).toEqual(new Float32Array(200))
  })
})

describe('uniform weights', () => {
  it('fill ±gain/√fan_in', () => {
    const { mean, std, least, most } = statistics(values(uniformWeights({ gain: 2 })).get('layer1.weight')!)
    const bound = 2 / Math.sqrt(200)
    expect(Math.abs(mean)).toBeLessThan((5 * bound) / Math.sqrt(3 * 40_000))
    expect(std / bound).toBeCloseTo(1 / Math.sqrt(3), 2)
    expect(least).toBeGreaterThanOrEqual(-Math.fround(bound))
    expect(most).toBeLessThanOrEqual(Math.fround(bound))
    expect(most / bound).toBeGreaterThan(0.999)
  })
})

describe('first values', () => {
  it('are the same for a seed and others for another', () => {
    expect(values(normalWeights(), 3)).toEqual(values(normalWeights(), 3))
    expect(values(normalWeights(), 3).get('layer0.weight')).not.toEqual(values(normalWeights(), 4).get('layer0.weight'))
  })

  it('of a layer do not depend on the other layers, and differ from theirs', () => {
    const alone = sequential({ dt: 1e-3 }, [spiking(dense(784, 200), lif({ tau: 10e-3 }))])
    const made = firstValues(alone, alone.parameters, normalWeights(), 0)
    expect(made.get('layer0.weight')).toEqual(values(normalWeights()).get('layer0.weight'))
    const uniform = values(uniformWeights())
    expect(uniform.get('layer1.weight')!.slice(0, 4)).not.toEqual(uniform.get('layer2.weight')!.slice(0, 4))
  })

  it.each([
    ['of another length', () => new Float32Array(3), 'SHAPE'],
    ['that are no Float32Array', () => [1, 2] as never, 'ARGUMENT'],
    [
      'that are not finite',
      ({ shape }: { shape: readonly number[] }) => new Float32Array(shape[0]! * (shape[1] ?? 1)).fill(NaN),
      'NONFINITE',
    ],
  ])("refuse values %s from one's own initializer", (_, initializer, code) => {
    expect(() => values(initializer)).toThrow(expect.objectContaining({ code }))
  })
})
