import fc from 'fast-check'
import { expect, test } from 'vitest'
import { relativeError } from '../compare.js'
import { randomNets } from '../random-nets.js'
import { runs } from '../runs.js'
import { activeSet, countActive } from './active-set.js'
import { array } from './array.js'
import { lifForward } from './lif.js'
import { networkBackward, networkForward } from './network.js'
import { deltaOf, lifBackward } from './sparse-backward.js'
import { weightGradientByTraces } from './trace-form.js'

const layer = { neurons: 1, weights: array([1, 1], [0.9]), alpha: 0.5, threshold: 1, resetPotential: 0 }

test('one neuron follows the equations by hand', () => {
  const spikes = array([1, 4, 1], [1, 1, 0, 0])
  // V = 0, 0.9, 1.35, 0.675 - 1; within 0.2 of the threshold at t = 1 alone
  const { potentials } = lifForward(layer, { batch: 1, steps: 4, spikes })
  const epsilon = array([1, 4, 1], [7, 3, 5, 2])
  const gradients = lifBackward(layer, { spikes, potentials, epsilon, surrogate: (u) => 1 + u, backwardThreshold: 0.2 })
  expect([...gradients.active.data]).toEqual([0, 1, 0, 0])
  expect(relativeError(gradients.lambda.data, [0, 2.7, 0, 0])).toBeLessThan(1e-15)
  expect(relativeError(gradients.delta.data, [2.7, 0, 0, 0])).toBeLessThan(1e-15)
  expect(relativeError(gradients.weights!.data, [2.7])).toBeLessThan(1e-15)
  expect(relativeError(gradients.bias.data, [2.7])).toBeLessThan(1e-15)
  expect(relativeError(gradients.input!.data, [2.43, 0, 0, 0])).toBeLessThan(1e-15)
})

test('δ is zero at the last step and leaks backwards', () => {
  expect([...deltaOf(array([1, 5, 1], [8, 0, 0, 4, 1]), 0.5).data]).toEqual([1.125, 2.25, 4.5, 1, 0])
})

test('the first step is never active, and B_th = Infinity makes every other entry active', () => {
  const potentials = array([1, 3, 2], [1, 1, 1, -50, 0.5, 1.25])
  expect([...activeSet(potentials, 1, Infinity).data]).toEqual([0, 0, 1, 1, 1, 1])
  expect([...activeSet(potentials, 1, 0.5).data]).toEqual([0, 0, 1, 0, 0, 1])
})

test('the two forms of ∇W are equal', () => {
  fc.assert(
    fc.property(randomNets(), ({ network, input, target }) => {
      const output = networkForward(network, input)
      const gradients = networkBackward(network, input, output, target)
      for (const [l, { lambda, weights }] of gradients.layers.entries()) {
        const source = l === 0 ? input.spikes! : output.layers[l - 1]!.spikes
        const byTraces = weightGradientByTraces(source, lambda, network.layers[l]!.alpha)
        expect(relativeError(byTraces.data, weights!.data)).toBeLessThan(1e-11)
      }
    }),
    { numRuns: runs(50) },
  )
})

test('what ε is outside the active set changes nothing, and ε of the input can be limited to its active set', () => {
  fc.assert(
    fc.property(randomNets(), ({ network, input, target }) => {
      const output = networkForward(network, input)
      const last = network.layers.length - 1
      const { epsilon, layers } = networkBackward(network, input, output, target)
      const { active } = layers[last]!
      const source = last === 0 ? input.spikes! : output.layers[last - 1]!.spikes
      const backward = {
        spikes: source,
        potentials: output.layers[last]!.potentials,
        surrogate: network.layers[last]!.surrogate,
        backwardThreshold: network.layers[last]!.backwardThreshold,
      }
      const spoiled = array(
        active.shape,
        epsilon[last]!.data.map((value, n) => (active.data[n] ? value : value + 1e3)),
      )
      const inputActive = array(
        source.shape,
        source.data.map((_, n) => n % 2),
      )
      const masked = lifBackward(network.layers[last]!, { ...backward, epsilon: spoiled, inputActive })
      expect(masked.weights).toEqual(layers[last]!.weights)
      expect(masked.input!.data).toEqual(layers[last]!.input!.data.map((value, n) => value * (n % 2)))
      expect(masked.input!.data.every((value, n) => n % 2 === 1 || value === 0)).toBe(true)
    }),
    { numRuns: runs(50) },
  )
})

test('a finite B_th has the fewer active entries the smaller it is', () => {
  fc.assert(
    fc.property(randomNets(), ({ network, input }) => {
      const { potentials } = networkForward(network, input).layers[0]!
      const counts = [0.05, 0.2, 0.95, Infinity].map((bound) => countActive(activeSet(potentials, 1, bound)))
      expect(counts).toEqual(counts.toSorted((a, b) => a - b))
      expect(counts.at(-1)).toBe(input.batch * (input.steps - 1) * network.layers[0]!.neurons)
    }),
    { numRuns: runs(20) },
  )
})
