import { describe, expect, test } from 'vitest'
import { relativeError } from '../compare.js'
import { activeValues, countActive } from '../reference/active-set.js'
import { networkBackward, networkForward } from '../reference/network.js'
import { weightGradientByTraces } from '../reference/trace-form.js'
import { sharedPath, skipWithout } from '../shared.js'
import type { FeedForwardCase } from './feed-forward-case.js'
import { goldenProblem } from './golden-network.js'
import { goldenNames, loadGoldenCase } from './load-golden.js'

const close = 1e-12
const skip = skipWithout('golden')
const cases = skip ? [] : goldenNames(sharedPath('golden')).map((name) => loadGoldenCase(sharedPath('golden'), name))
const feedForward = cases.filter((golden): golden is FeedForwardCase => golden.kind === 'feed-forward')

describe.skipIf(skip)('the golden cases', () => {
  test('are all there, the later topologies recognized by what they need', () => {
    expect(feedForward.map(({ name }) => name)).toEqual(['empty', 'latency', 'multispike', 'onehidden', 'small'])
    expect(cases.filter(({ kind }) => kind === 'layers')).toEqual([
      { kind: 'layers', name: 'conv_pool', needs: ['conv2d', 'avg_pool'] },
      { kind: 'layers', name: 'cuba', needs: expect.arrayContaining(['neuron cuba']) },
      { kind: 'layers', name: 'rec_lif', needs: ['recurrent'] },
    ])
  })

  test('sum the events of a bin only where a bin holds several', () => {
    expect(feedForward.filter(({ clamp }) => !clamp).map(({ name }) => name)).toEqual(['multispike'])
  })

  describe.each(feedForward)('$name', (golden) => {
    test.each(golden.variants)('the reference agrees on $tag', (variant) => {
      const { network, input, target } = goldenProblem(golden, variant)
      const output = networkForward(network, input)
      const gradients = networkBackward(network, input, output, target)

      expect(gradients.loss).toBeCloseTo(variant.loss, 12)
      expect(gradients.data).toBeCloseTo(variant.nll, 12)
      expect(relativeError(gradients.regularizers, variant.regularizers)).toBeLessThan(close)
      expect(relativeError(output.readout!.potentials.data, golden.out.data)).toBeLessThan(close)
      expect(relativeError(gradients.readout!.weights.data, variant.weightGradients.at(-1)!.data)).toBeLessThan(close)
      for (const [l, layer] of gradients.layers.entries()) {
        const { potentials, spikes } = output.layers[l]!
        expect(relativeError(potentials.data, golden.potentials[l]!.data)).toBeLessThan(close)
        expect(spikes.data).toEqual(golden.spikes[l]!.data)
        expect(countActive(layer.active)).toBe(variant.activeEpsilon[l]!.length)
        const epsilon = activeValues(gradients.epsilon[l]!, layer.active)
        expect(relativeError(epsilon, variant.activeEpsilon[l]!)).toBeLessThan(close)
        expect(relativeError(layer.weights!.data, variant.weightGradients[l]!.data)).toBeLessThan(close)
        const source = l === 0 ? input.spikes! : output.layers[l - 1]!.spikes
        const byTraces = weightGradientByTraces(source, layer.lambda, golden.alpha)
        expect(relativeError(byTraces.data, variant.weightGradients[l]!.data)).toBeLessThan(close)
      }
      const deltas = [...gradients.layers.map(({ delta }) => delta), gradients.readout!.delta]
      for (const [l, delta] of (variant.delta ?? []).entries()) {
        expect(relativeError(deltas[l]!.data, delta.data)).toBeLessThan(close)
      }
    })
  })
})
