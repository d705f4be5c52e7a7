import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomCase } from './random-case.js'
import { isDecided, randomNets } from './random-nets.js'
import { countActive } from './reference/active-set.js'
import { networkBackward, networkForward } from './reference/network.js'
import { runs } from './runs.js'

test('every case keeps its distance, and its numbers are exact in float32', () => {
  fc.assert(
    fc.property(randomNets(), (random) => {
      expect(isDecided(random)).toBe(true)
      const { layers, readout } = random.network
      for (const layer of [...layers, ...(readout ? [readout] : [])]) {
        const numbers = [...layer.weights!.data, ...(layer.bias?.data ?? []), layer.alpha]
        expect(numbers).toEqual(numbers.map(Math.fround))
      }
    }),
    { numRuns: runs(50) },
  )
})

test('a recipe gives the same case again', () => {
  fc.assert(
    fc.property(randomNets(), (random) => {
      const again = randomCase(random.recipe)
      expect(again.events).toEqual(random.events)
      expect(again.input).toEqual(random.input)
      expect(again.target).toEqual(random.target)
    }),
    { numRuns: runs(10) },
  )
})

test('the cases are worth running: most spike in every layer, have active entries and gradients', () => {
  const cases = fc.sample(randomNets({ steps: 20, density: 0.2 }), { numRuns: 100, seed: 1 })
  const lively = cases.filter(({ network, input, target }) => {
    const output = networkForward(network, input)
    const { layers } = networkBackward(network, input, output, target)
    return (
      output.layers.every(({ spikes }) => spikes.data.includes(1)) &&
      layers.every(({ active, weights }) => countActive(active) > 0 && weights!.data.some((value) => value !== 0))
    )
  })
  expect(lively.length).toBeGreaterThan(50)
})

test('parts of the recipe can be pinned', () => {
  const cases = fc.sample(randomNets({ batch: 1, readout: undefined, current: 'per step' }), 10)
  expect(cases.every(({ input, network }) => input.batch === 1 && !network.readout)).toBe(true)
  expect(cases.every(({ input }) => input.current?.shape.length === 3)).toBe(true)
})
