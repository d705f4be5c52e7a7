import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { randomNets } from '../random-nets.js'
import { runs } from '../runs.js'
import { array, zeros } from './array.js'
import { finiteDifferences } from './finite-differences.js'
import { networkBackward, networkForward, networkLoss } from './network.js'
import type { Network } from './network.js'
import { countBackward, countForward, firstMaximum, logitsOf, readoutBackward, readoutForward } from './readout.js'

const over = ['max', 'sum', 'last', 'mean'] as const

test('one class follows the equations by hand', () => {
  const readout = { weights: array([1, 1], [2]), bias: array([1], [0.5]), alpha: 0.5, over: 'sum' } as const
  const { potentials, logits, final } = readoutForward(readout, array([1, 4, 1], [1, 0, 0, 1]))
  expect([...potentials.data]).toEqual([0, 1.25, 0.875, 0.6875])
  expect([...final.data]).toEqual([0.34375 + 1.25])
  expect(logits.data[0]).toBe(2.8125)
})

test('the logits are the maximum, sum, last and mean over all steps, the first included', () => {
  const potentials = array([1, 4, 2], [0, 0, -1, 2, -3, 5, -2, 1])
  expect(over.map((how) => [...logitsOf(potentials, how).data])).toEqual([
    [0, 5],
    [-6, 8],
    [-2, 1],
    [-1.5, 2],
  ])
})

test('of equal maxima the first takes the gradient, and U[0] = 0 takes it to nowhere', () => {
  expect(firstMaximum(array([1, 4, 1], [0, 3, 3, 1]), 0, 0)).toBe(1)
  const readout = { weights: array([1, 1], [-1]), alpha: 0.5, over: 'max' } as const
  const spikes = array([1, 3, 1], [1, 1, 1])
  const { potentials, logits } = readoutForward(readout, spikes)
  expect(logits.data[0]).toBe(0)
  const { weights, input } = readoutBackward(readout, spikes, potentials, array([1, 1], [1]))
  expect([...weights.data, ...input.data]).toEqual([0, 0, 0, 0])
})

describe.each(over)('a readout by its %s', (how) => {
  test('has the gradients that finite differences of its weights and bias give', () => {
    const nets = randomNets({ readout: { classes: 3, over: how }, bias: true })
    fc.assert(
      fc.property(nets, ({ network, input, target }) => {
        const output = networkForward(network, input)
        const gradients = networkBackward(network, input, output, target).readout!
        const lossWith = (changes: Partial<Network['readout']>): number => {
          const changed = { ...network, readout: { ...network.readout!, ...changes } }
          return networkLoss(changed, networkForward(changed, input), target).loss
        }
        // steps smaller than what a maximum over time is won by
        const h = how === 'max' ? 1e-7 : 1e-5
        const weights = finiteDifferences((x) => lossWith({ weights: x }), network.readout!.weights, h)
        const bias = finiteDifferences((x) => lossWith({ bias: x }), network.readout!.bias!, h)
        const scale = Math.max(1, Math.hypot(...weights.data))
        for (const [mine, differences] of [
          [gradients.weights, weights],
          [gradients.bias, bias],
        ] as const) {
          for (const [n, value] of mine.data.entries()) {
            expect(Math.abs(value - differences.data[n]!) / scale).toBeLessThan(how === 'max' ? 1e-6 : 1e-8)
          }
        }
      }),
      { numRuns: runs(25) },
    )
  })
})

test('spike counts are logits, and pass their gradient to every step', () => {
  const spikes = array([1, 3, 2], [0, 1, 0, 1, 1, 0])
  expect([...countForward(spikes).data]).toEqual([1, 2])
  expect([...countBackward(array([1, 2], [0.5, -1]), 3).data]).toEqual([0.5, -1, 0.5, -1, 0.5, -1])
})

test('a carried U[0] is where the readout starts', () => {
  const readout = { weights: array([1, 1], [1]), alpha: 0.5, over: 'max' } as const
  const { potentials, logits } = readoutForward(readout, zeros([1, 3, 1]), array([1, 1], [8]))
  expect([...potentials.data]).toEqual([8, 4, 2])
  expect(logits.data[0]).toBe(8)
})
