import { gradients, readActive, readEvents, type Backend, type LayerCounts, type Tensor } from '@snn/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tolerance } from '../compare.js'
import type { RandomCase, RandomRecipe } from '../random-case.js'
import { randomNets } from '../random-nets.js'
import { activeSet, countActive } from '../reference/active-set.js'
import { array, type Array64 } from '../reference/array.js'
import { countOperations, totalBefore } from '../reference/counts.js'
import { eventsOfCounts } from '../reference/events.js'
import { networkBackward, networkForward, type NetworkGradients } from '../reference/network.js'
import { runs } from '../runs.js'
import { biasOf, coreNet, weightOf } from './core-net.js'
import { expectClose, rounding } from './expect-close.js'
import { expectEvents } from './expect-events.js'
import { decidedCase } from './fixed-cases.js'
import { needs, type Subject } from './options.js'

/** Whole networks, their gradients and what the kernels counted, each in one step of core. */
export function networkTests(subject: Subject): void {
  const expectAlike = (found: RandomCase): Promise<void> => expectNetwork(subject.backend(), found)

  describe('a whole network through core', () => {
    test('has the spikes, active sets, loss and gradients of the reference, for random nets', async (context) => {
      needs(context, subject.driver(), 'inspection')
      await fc.assert(fc.asyncProperty(randomNets(), expectAlike), { numRuns: runs(50) })
    })
    test.for<[string, Partial<RandomRecipe>]>([
      ['by the dense rule', { backwardThreshold: Infinity }],
      ['with spike counts as logits', { readout: undefined, loss: 'mean-squared-error' }],
      [
        'with regularizers, a current and carried potentials',
        { regularized: true, current: 'constant', carried: true },
      ],
      [
        'with regularizers of five layers, of which some are as large as others',
        { regularized: true, sizes: [6, 5, 4, 5, 4, 5] },
      ],
      ['that is wide', { sizes: [31, 67, 45], batch: 9, steps: 12, density: 0.05 }],
    ])('is the reference %s', async ([, recipe], context) => {
      needs(context, subject.driver(), 'inspection')
      await expectAlike(decidedCase(recipe))
    })
  })

  describe('the operations that the kernels count', () => {
    const expectCounted = (found: RandomCase): Promise<void> => expectCounts(subject.backend(), found)
    test('are those of the sparse rule, exactly, for random nets', async (context) => {
      needs(context, subject.driver(), 'counts')
      await fc.assert(fc.asyncProperty(randomNets(), expectCounted), { numRuns: runs(50) })
    })
    test('are those of the sparse rule where the columns of a layer do not fill its blocks', async (context) => {
      needs(context, subject.driver(), 'counts')
      await expectCounted(decidedCase({ sizes: [31, 67, 45], batch: 9, steps: 12, density: 0.05 }))
    })
    test('are those of all entries by the dense rule', async (context) => {
      needs(context, subject.driver(), 'counts')
      await expectCounted(decidedCase({ backwardThreshold: Infinity }))
    })
  })
}

async function expectNetwork(backend: Backend, found: RandomCase): Promise<void> {
  const net = coreNet(backend, found)
  const output = networkForward(found.network, found.input)
  const expected = networkBackward(found.network, found.input, output, found.target)
  const terms = termsOf(found)
  let hidden: ReturnType<typeof net.forward>['hidden'] = []
  const result: Record<string, unknown> = await backend.step(
    () => {
      const { loss, logits, hidden: trains } = net.forward()
      hidden = trains
      const found: Record<string, Tensor> = gradients(loss, net.parameters)
      return { ...found, loss, logits }
    },
    {
      inspect: async () => {
        for (const [l, train] of hidden.entries()) {
          const { threshold, backwardThreshold } = found.network.layers[l]!
          const { spikes, potentials } = output.layers[l]!
          expectEvents(`spikes of layer ${l}`, await readEvents(train), eventsOfCounts(spikes))
          const mask = activeSet(potentials, threshold, backwardThreshold)
          expectEvents(`active set of layer ${l}`, await readActive(train), eventsOfCounts(mask))
        }
      },
    },
  )
  const { loss, ...tensors } = result as { loss: number } & Record<string, Tensor>
  expectClose('loss', [loss], [expected.loss], tolerance.value, [expected.loss + 10])
  for (const [name, tensor] of Object.entries(tensors as Record<string, Tensor>)) {
    const { data } = await tensor.read()
    tensor.free()
    if (name === 'logits')
      expectClose(
        name,
        data,
        output.logits.data,
        tolerance.value,
        output.logits.data.map((x) => x + 10),
      )
    else {
      const last = name === weightOf(net.layers.length) || name === biasOf(net.layers.length)
      const allowed = last ? tolerance.readoutGradient : tolerance.gradientEndToEnd
      expectClose(
        `∇${name}`,
        data,
        gradientOf(name, expected, found).data,
        allowed,
        gradientOf(name, terms, found).data,
        last ? rounding.usual : rounding.ownPotentials(found.recipe.surrogate),
      )
    }
  }
  net.free()
}

/**
 * Gradients by positive weights of a loss whose gradient on the logits is the sum of the absolute values of its terms: their
 * float32 rounding is allowed even where the terms of the loss itself cancel.
 */
function termsOf({ network, input, target }: RandomCase): NetworkGradients {
  const output = networkForward(network, input)
  const positive = {
    layers: network.layers.map((layer) => ({ ...layer, weights: absolute(layer.weights!) })),
    ...(network.readout && { readout: { ...network.readout, weights: absolute(network.readout.weights) } }),
  }
  const { logits } = output
  const size = logits.data.length
  const classes = logits.shape[1]!
  const slope = networkBackward(network, input, output, target).logits
  // (2 / size)(logit - target) is the gradient wanted.
  const targets = logits.data.map((value, k) => {
    if (target.kind === 'mean-squared-error') return -Math.abs(value) - Math.abs(target.targets.data[k]!) + value
    const label = target.labels[Math.floor(k / classes)] === k % classes ? 2 / input.batch : 0
    return value - (size / 2) * (Math.abs(slope.data[k]!) + label)
  })
  return networkBackward(positive, input, output, {
    kind: 'mean-squared-error',
    targets: array(logits.shape, targets),
  })
}

function absolute(a: Array64): Array64 {
  return array(a.shape, a.data.map(Math.abs))
}

function gradientOf(name: string, { layers, readout }: NetworkGradients, { input }: RandomCase): Array64 {
  const l = Number(name.replace(/\D/g, ''))
  if (name === 'current') return input.current!.shape.length === 3 ? layers[0]!.delta : layers[0]!.constantCurrent
  if (l === layers.length) return name === weightOf(l) ? readout!.weights : readout!.bias
  return name === weightOf(l) ? layers[l]!.weights! : layers[l]!.bias
}

async function expectCounts(backend: Backend, found: RandomCase): Promise<void> {
  const net = coreNet(backend, found)
  const { batch, steps } = found.input
  const { layers } = networkForward(found.network, found.input)
  let counted: readonly LayerCounts[] = []
  await backend.step(
    () => {
      gradients(net.forward().loss, net.parameters)
    },
    { report: (report) => void (counted = report.layers) },
  )
  const all = { forwardSteps: steps, backwardSteps: steps }
  const masks = layers.map(({ potentials }, l) => {
    const { threshold, backwardThreshold } = found.network.layers[l]!
    return activeSet(potentials, threshold, backwardThreshold)
  })
  const sizes = [...found.recipe.sizes.slice(1), ...(net.readout ? [net.readout.classes] : [])]
  const expected = sizes.map((neurons, l): LayerCounts => {
    const spikes = l === 0 ? found.input.spikes! : layers[l - 1]!.spikes
    return {
      inputEvents: totalBefore(spikes, steps),
      events: l < layers.length ? totalBefore(layers[l]!.spikes, steps) : 0,
      active: l < layers.length ? countActive(masks[l]!) : 0,
      cells: batch * steps * neurons,
      ...countOperations(spikes, neurons, l === 0 ? undefined : masks[l - 1]!, all),
    }
  })
  expect(counted).toEqual(expected)
  net.free()
}
