import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RandomCase } from '../random-case.js'
import { randomNets } from '../random-nets.js'
import { runs } from '../runs.js'
import type { Array64 } from './array.js'
import { bptt } from './bptt.js'
import { networkBackward, networkForward } from './network.js'

const close = 1e-11

/** Gradients may cancel, over samples to nothing: what is smaller than this is compared as if it were as large. */
const small = 1e-3

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length)
  const difference = Math.hypot(...Array.from(actual, (value, k) => value - expected[k]!))
  expect(difference).toBeLessThan(close * Math.max(small, Math.hypot(...Array.from(expected))))
}

function expectSameGradients({ network, input, target }: RandomCase): void {
  const sparse = networkBackward(network, input, networkForward(network, input), target)
  const automatic = bptt(network, input, target)
  const pairs: [Array64 | undefined, Array64 | undefined][] = [
    [sparse.readout?.weights, automatic.readout?.weights],
    [automatic.readout?.bias && sparse.readout?.bias, automatic.readout?.bias],
    [automatic.current && currentGradient(), automatic.current],
  ]
  for (const [l, layer] of sparse.layers.entries()) {
    pairs.push([layer.weights, automatic.layers[l]!.weights])
    if (network.layers[l]!.bias) pairs.push([layer.bias, automatic.layers[l]!.bias])
  }
  expectClose([sparse.loss], [automatic.loss])
  for (const [mine, theirs] of pairs) {
    expect(mine === undefined).toBe(theirs === undefined)
    if (mine && theirs) expectClose(mine.data, theirs.data)
  }

  function currentGradient(): Array64 {
    const first = sparse.layers[0]!
    return input.current!.shape.length === 2 ? first.constantCurrent : first.delta
  }
}

test('with B_th = Infinity the sparse backward pass is dense surrogate-gradient backpropagation through time', () => {
  fc.assert(fc.property(randomNets({ backwardThreshold: Infinity }), expectSameGradients), { numRuns: runs(100) })
})

test('with any B_th the sparse backward pass is automatic differentiation with the masked surrogate', () => {
  fc.assert(fc.property(randomNets(), expectSameGradients), { numRuns: runs(200) })
})
