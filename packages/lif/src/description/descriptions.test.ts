import { isSnnError } from '@snn/core'
import { describe, expect, it } from 'vitest'
import { dense } from './dense.js'
import { readout, spiking } from './layer.js'
import { leaky } from './leaky.js'
import { lif } from './lif.js'
import { fastSigmoid } from './surrogates.js'

/** The error that a call throws. */
function errorOf(call: () => unknown): { code: string; where?: string; message: string } {
  try {
    call()
  } catch (error) {
    if (isSnnError(error)) return error as never
    throw error
  }
  throw new Error('nothing was thrown')
}

const bad = (value: unknown): never => value as never

describe('descriptions', () => {
  it('are plain frozen data with defaults filled in', () => {
    const layer = spiking(dense(3, 2), lif({ tau: 0.01 }), { backwardThreshold: 0.1 })
    expect(layer).toEqual({
      kind: 'layer',
      type: 'spiking',
      synapse: { kind: 'synapse', type: 'dense', inputs: 3, outputs: 2, bias: false },
      neuron: {
        kind: 'neuron',
        type: 'lif',
        tau: 0.01,
        threshold: 1,
        reset: 0,
        surrogate: fastSigmoid({ slope: 100 }),
      },
      backwardThreshold: 0.1,
    })
    for (const part of [layer, layer.synapse, layer.neuron, layer.neuron.surrogate])
      expect(Object.isFrozen(part)).toBe(true)
  })

  it('leave the backward threshold to the network unless a layer has its own', () => {
    expect('backwardThreshold' in spiking(dense(3, 2), lif({ tau: 0.01 }))).toBe(false)
  })

  it.each([
    ['inputs of 0', () => dense(0, 2), 'dense.inputs'],
    ['a fraction of a neuron', () => dense(3, 2.5), 'dense.outputs'],
    ['sizes as text', () => dense(bad('3'), 2), 'dense.inputs'],
    ['a bias that is a number', () => dense(3, 2, { bias: bad(1) }), 'dense.bias'],
    ['an unknown option of dense', () => dense(3, 2, bad({ bais: true })), 'dense.bais'],
    ['a time constant of 0', () => lif({ tau: 0 }), 'lif.tau'],
    ['no time constant', () => lif(bad({})), 'lif.tau'],
    ['an infinite time constant', () => leaky({ tau: Infinity }), 'leaky.tau'],
    ['a threshold of 0', () => lif({ tau: 1, threshold: 0 }), 'lif.threshold'],
    ['a reset at the threshold', () => lif({ tau: 1, reset: 1 }), 'lif.reset'],
    ['NaN as reset', () => lif({ tau: 1, reset: NaN }), 'lif.reset'],
    ['a function as surrogate', () => lif({ tau: 1, surrogate: bad(() => 1) }), 'lif.surrogate'],
    ['an unknown option of leaky', () => leaky(bad({ tau: 1, threshold: 1 })), 'leaky.threshold'],
    ['options that are no object', () => lif(bad(0.01)), 'lif'],
    ['B_th of 0', () => spiking(dense(1, 1), lif({ tau: 1 }), { backwardThreshold: 0 }), 'spiking.backwardThreshold'],
    [
      'B_th of NaN',
      () => spiking(dense(1, 1), lif({ tau: 1 }), { backwardThreshold: NaN }),
      'spiking.backwardThreshold',
    ],
    ['a neuron as synapse', () => spiking(bad(lif({ tau: 1 })), lif({ tau: 1 })), 'the first argument of spiking'],
    ['an integrator as neuron', () => spiking(dense(1, 1), bad(leaky({ tau: 1 }))), 'the second argument of spiking'],
    ['a look-alike', () => spiking(bad({ ...dense(1, 1) }), lif({ tau: 1 })), 'the first argument of spiking'],
    [
      'a spiking neuron as readout',
      () => readout(dense(1, 1), bad(lif({ tau: 1 })), 'max'),
      'the second argument of readout',
    ],
    [
      'an unknown reduction',
      () => readout(dense(1, 1), leaky({ tau: 1 }), bad('median')),
      'the third argument of readout',
    ],
  ])('refuse %s and name the place', (_, call, where) => {
    const error = errorOf(call)
    expect(error.code).toBe('ARGUMENT')
    expect(error.where).toBe(where)
    expect(error.message).toContain(where.split('.').at(-1))
  })

  it('say which options there are when one is unknown', () => {
    expect(errorOf(() => lif(bad({ tau: 1, tresh: 1 }))).message).toBe(
      "lif has no option 'tresh'.\n  It has 'tau', 'threshold', 'reset', 'surrogate'.",
    )
  })
})
