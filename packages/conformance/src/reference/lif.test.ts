import fc from 'fast-check'
import { expect, test } from 'vitest'
import { relativeError } from '../compare.js'
import { randomNets } from '../random-nets.js'
import { runs } from '../runs.js'
import { array, zeros } from './array.js'
import { lifForward, repeatCurrent, sliceSteps } from './lif.js'
import type { LifLayer } from './lif.js'

const layer: LifLayer = {
  neurons: 1,
  weights: array([2, 1], [0.75, 0.5]),
  alpha: 0.5,
  threshold: 1,
  resetPotential: 0,
}

test('one neuron follows the equations by hand', () => {
  const spikes = array([1, 6, 2], [1, 0, 1, 1, 0, 0, 0, 2, 0, 1, 0, 1])
  const { potentials, spikes: out, final } = lifForward(layer, { batch: 1, steps: 6, spikes })
  // 0.75;  0.375 + 1.25 = 1.625 spikes;  0.8125 - 1;  -0.09375 + 2·0.5;  0.453125 + 0.5;  0.4765625 + 0.5
  expect([...potentials.data]).toEqual([0, 0.75, 1.625, -0.1875, 0.90625, 0.953125])
  expect([...out.data]).toEqual([0, 0, 1, 0, 0, 0])
  expect([...final.data]).toEqual([0.9765625])
})

test('a spike lowers the potential by V_th - V_r one step later', () => {
  const input = { batch: 1, steps: 2, initial: array([1, 1], [1.5]) }
  expect(lifForward({ ...layer, resetPotential: -0.5 }, input).potentials.data[1]).toBe(0.75 - 1.5)
})

test('a potential that equals the threshold does not spike', () => {
  const exact = array([1, 1], [1])
  expect(lifForward(layer, { batch: 1, steps: 1, initial: exact }).spikes.data[0]).toBe(0)
  expect(lifForward(layer, { batch: 1, steps: 1, initial: array([1, 1], [1 + 1e-9]) }).spikes.data[0]).toBe(1)
  expect(lifForward(layer, { batch: 1, steps: 2, current: exact }).spikes.data[1]).toBe(0)
})

test('a bias is the same as a constant current, and that as a current per step', () => {
  const spikes = array([1, 5, 2], [1, 0, 0, 1, 0, 0, 1, 1, 0, 0])
  const current = array([1, 1], [0.25])
  const biased = lifForward({ ...layer, bias: array([1], [0.25]) }, { batch: 1, steps: 5, spikes })
  expect(lifForward(layer, { batch: 1, steps: 5, spikes, current })).toEqual(biased)
  expect(lifForward(layer, { batch: 1, steps: 5, spikes, current: repeatCurrent(current, 5) })).toEqual(biased)
  expect(biased).not.toEqual(lifForward(layer, { batch: 1, steps: 5, spikes }))
})

test('time cut into two pieces with carried potentials gives what one piece gives', () => {
  fc.assert(
    fc.property(randomNets(), fc.nat(), ({ network, input }, seed) => {
      const first = network.layers[0]!
      const { batch, steps, spikes } = input
      if (steps < 2) return
      const cut = 1 + (seed % (steps - 1))
      const carried = input.initial ? { initial: input.initial[0]! } : {}
      const whole = lifForward(first, { batch, steps, spikes: spikes!, ...carried })
      const head = lifForward(first, { batch, steps: cut, spikes: sliceSteps(spikes!, 0, cut), ...carried })
      const tail = lifForward(first, {
        batch,
        steps: steps - cut,
        spikes: sliceSteps(spikes!, cut, steps),
        initial: head.final,
      })
      expect(head.potentials).toEqual(sliceSteps(whole.potentials, 0, cut))
      expect(tail.potentials).toEqual(sliceSteps(whole.potentials, cut, steps))
      expect(tail.spikes).toEqual(sliceSteps(whole.spikes, cut, steps))
      expect(tail.final).toEqual(whole.final)
    }),
    { numRuns: runs(50) },
  )
})

test('without spikes the potential leaks away by alpha', () => {
  const initial = array([1, 1], [0.5])
  const { potentials } = lifForward(layer, { batch: 1, steps: 4, initial })
  expect(relativeError(potentials.data, [0.5, 0.25, 0.125, 0.0625])).toBe(0)
})

test('shapes that do not fit are refused', () => {
  expect(() => lifForward(layer, { batch: 1, steps: 2, spikes: zeros([1, 2, 3]) })).toThrow(
    'spikes must have shape [1, 2, 2]; got [1, 2, 3]',
  )
  expect(() => lifForward(layer, { batch: 1, steps: 2, current: zeros([2, 1]) })).toThrow('current')
  expect(() => lifForward({ ...layer, bias: zeros([2]) }, { batch: 1, steps: 2 })).toThrow('bias')
})
