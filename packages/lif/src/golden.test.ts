import {
  goldenNames,
  loadGoldenCase,
  sharedPath,
  skipWithout,
  type FeedForwardCase,
  type GoldenVariant,
} from '@snn/conformance'
import { add, crossEntropy, gradients, hostArray, spikeRegularizer, type Backend, type Tensor } from '@snn/core'
import { describe, expect, it } from 'vitest'
import {
  dense,
  fastSigmoid,
  leaky,
  lif,
  readout,
  sequential,
  spiking,
  unrolled,
  type Model,
  type Rule,
} from './index.js'
import { backends } from './testing/backends.js'

/** Golden cases, made by an independent implementation, through networks, models and both ways to a gradient. */
const skip = skipWithout('golden')
const folder = sharedPath('golden')
const cases = skip
  ? []
  : goldenNames(folder)
      .map((name) => loadGoldenCase(folder, name))
      .filter((one) => one.kind === 'feed-forward')

/** The time constant whose α = exp(-1/τ) is the given one, for time steps of one second. */
const tauOf = (alpha: number): number => -1 / Math.log(alpha)

async function build(backend: Backend, one: FeedForwardCase, variant: GoldenVariant): Promise<Model> {
  const neuron = lif({ tau: tauOf(one.alpha), threshold: one.threshold, surrogate: fastSigmoid({ slope: one.beta }) })
  const hidden = one.sizes.slice(1, -1).map((size, at) => spiking(dense(one.sizes[at]!, size), neuron))
  const last = dense(one.sizes.at(-2)!, one.sizes.at(-1)!)
  const network = sequential({ dt: 1, backwardThreshold: variant.backwardThreshold }, [
    ...hidden,
    readout(last, leaky({ tau: tauOf(one.alphaReadout) }), variant.readout),
  ])
  return network.build(backend, {
    seed: 0,
    initializer: ({ layer }) => Float32Array.from(one.weights[layer]!.data),
  })
}

/** ‖a - b‖ / ‖b‖, or ‖a‖ where b is 0. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [difference, norm] = [0, 0]
  for (let k = 0; k < b.length; k++) {
    difference += (a[k]! - b[k]!) ** 2
    norm += b[k]! ** 2
  }
  return Math.sqrt(difference / (norm || 1))
}

describe.skipIf(skip)('golden cases', () => {
  it('are there', () => expect(cases.length).toBeGreaterThan(0))

  describe.each(backends)('on $name', ({ make }) => {
    const rules = { sparse: 'sparse', unrolled } as const
    const runs = cases.flatMap((one) => Object.entries(rules).map(([by, rule]) => ({ name: one.name, by, one, rule })))
    it.each(runs)('$name by the $by rule', async ({ one, rule }: { one: FeedForwardCase; rule: Rule }) => {
      const backend = await make()
      const spikes = backend.spikes(one.events, { bins: one.clamp ? 'clamp' : 'sum' })
      const labels = backend.tensor(hostArray(one.labels))
      for (const variant of one.variants) {
        const model = await build(backend, one, variant)
        const { loss, ...found } = await backend.step(() => {
          const { logits, hidden } = model.forward(spikes, { rule })
          const plain = crossEntropy(logits, labels)
          const { upper, lower } = one
          const loss = variant.regularized ? add(plain, spikeRegularizer(hidden, { upper, lower })) : plain
          return { loss, ...(gradients(loss, model.parameters) as Record<string, Tensor>) }
        })
        expect(Math.abs(loss - variant.loss), `${variant.tag}: loss`).toBeLessThan(2e-5 * Math.abs(variant.loss))
        for (const [layer, expected] of variant.weightGradients.entries()) {
          const gradient = (found as Record<string, Tensor>)[`layer${layer}.weight`]!
          const bound = layer === variant.weightGradients.length - 1 ? 1e-5 : 5e-4
          const { data } = await gradient.read()
          expect(distance(data, expected.data), `${variant.tag}: gradient of layer ${layer}`).toBeLessThan(bound)
          gradient.free()
        }
        model.free()
      }
      await backend.close()
    })
  })
})
