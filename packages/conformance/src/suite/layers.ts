import type { LayerDescription } from '@snn/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tolerance } from '../compare.js'
import type { RandomCase, RandomRecipe } from '../random-case.js'
import { randomNets } from '../random-nets.js'
import { randomNumbers } from '../random-numbers.js'
import { activeSet, activeValues } from '../reference/active-set.js'
import { array, rounded, sizeOf, type Array64 } from '../reference/array.js'
import { eventsOfCounts } from '../reference/events.js'
import type { LifInput } from '../reference/lif.js'
import { networkForward, type NetworkOutput, type SpikingLayer } from '../reference/network.js'
import { lifBackward } from '../reference/sparse-backward.js'
import { runs } from '../runs.js'
import { layersOf } from './descriptions.js'
import { expectClose, rounding } from './expect-close.js'
import { expectEvents } from './expect-events.js'
import { decidedCase } from './fixed-cases.js'
import { inStep } from './in-step.js'
import { atWorkbench, type Workbench } from './on-device.js'
import { needs, type Subject } from './options.js'

/** Each layer fed with the reference's spikes and ε. */
export function layerTests(subject: Subject): void {
  const expectAlike = (found: RandomCase): Promise<void> =>
    atWorkbench(subject.driver(), async (bench) => {
      const output = networkForward(found.network, found.input)
      for (const [l, description] of layersOf(found).entries()) await checkLayer(bench, found, output, l, description)
    })
  const expectHolds = (fixed: Partial<RandomRecipe>, count: number): Promise<void> =>
    fc.assert(fc.asyncProperty(randomNets({ readout: undefined, ...fixed }), expectAlike), { numRuns: runs(count) })

  describe('a layer fed with the spikes, V and ε of the reference', () => {
    test('is the reference, for random nets', async (context) => {
      needs(context, subject.driver(), 'inspection')
      await expectHolds({}, 50)
    })
    test.for<[string, Partial<RandomRecipe>]>([
      ['by the dense rule', { backwardThreshold: Infinity }],
      ['where a neuron at rest is active', { backwardThreshold: 0.9, threshold: 0.75 }],
      ['of one step', { steps: 1 }],
      ['of two steps', { steps: 2, carried: true }],
      ['for a batch of one', { batch: 1 }],
      ['without any input event', { density: 0 }],
      ['with several events of a neuron in a step', { density: 0.5, clamp: false }],
      ['that is reset below zero', { resetPotential: -0.25 }],
      ['with a bias and a constant current', { bias: true, current: 'constant' }],
      ['with a current that changes with time', { current: 'per step' }],
      ['that starts from carried potentials', { carried: true }],
    ])('is the reference %s', async ([, fixed], context) => {
      needs(context, subject.driver(), 'inspection')
      await expectHolds(fixed, 8)
    })
    test.for<[string, Partial<RandomRecipe>]>([
      ['wide', { sizes: [31, 173, 45], batch: 5, steps: 16, density: 0.03 }],
      [
        'wide, by the dense rule',
        { sizes: [31, 61, 45], batch: 5, steps: 16, density: 0.03, backwardThreshold: Infinity },
      ],
      ['long', { sizes: [5, 3, 2], batch: 1, steps: 2100, density: 0.1 }],
      ['long, by the dense rule', { sizes: [5, 3], batch: 2, steps: 2100, density: 0.1, backwardThreshold: Infinity }],
      [
        'of a large batch',
        { sizes: [7, 9, 5], batch: 61, steps: 21, density: 0.1, carried: true, current: 'per step' },
      ],
    ])('is the reference where it is %s', async ([, recipe], context) => {
      needs(context, subject.driver(), 'inspection')
      await expectAlike(decidedCase({ ...recipe, readout: undefined, surrogate: { kind: 'fast-sigmoid', beta: 20 } }))
    })
  })
}

async function checkLayer(
  bench: Workbench,
  found: RandomCase,
  output: NetworkOutput,
  l: number,
  description: LayerDescription,
): Promise<void> {
  const { driver } = bench
  const { batch, steps: time } = found.input
  const layer = found.network.layers[l]!
  const expected = output.layers[l]!
  const below = l > 0 ? { layer: found.network.layers[l - 1]!, ...output.layers[l - 1]! } : undefined
  const spikes = below ? below.spikes : found.input.spikes!
  const input = below
    ? await bench.relay(below.potentials, below.layer.threshold, below.layer.backwardThreshold)
    : bench.train(spikes)
  const current = l === 0 ? found.input.current : undefined
  const initial = found.input.initial?.[l]
  const cells = batch * time * layer.neurons

  // A plan serves what is smaller than itself, and is used again and again.
  const larger = found.recipe.seed % 2
  const plan = bench.keep(driver.spiking.plan(description, { batch: batch + larger, time: time + 3 * larger }))
  const weight = bench.put(layer.weights!)
  const [final, potentials] = [bench.room(batch * layer.neurons), bench.room(cells)]
  const forward = {
    batch,
    time,
    input,
    weight,
    ...(layer.bias && { bias: bench.put(layer.bias) }),
    ...(current && { current: bench.put(current), currentPerStep: current.shape.length === 3 }),
    ...(initial && { initial: bench.put(initial) }),
  }
  await inStep(driver, () => plan.forward({ ...forward, active: false }))
  expectEvents(
    'spikes without active set',
    await driver.spiking.readEvents(plan.output),
    eventsOfCounts(expected.spikes),
  )
  await inStep(driver, () => plan.forward({ ...forward, final, potentials, active: true }))

  const layerInput: LifInput = { batch, steps: time, spikes, ...(current && { current }), ...(initial && { initial }) }
  const size = driveOf(layer, layerInput)
  expectEvents(`spikes of layer ${l}`, await driver.spiking.readEvents(plan.output), eventsOfCounts(expected.spikes))
  const mask = activeSet(expected.potentials, layer.threshold, layer.backwardThreshold)
  const active = await driver.spiking.readActive(plan.output)
  expectEvents(`active set of layer ${l}`, active, eventsOfCounts(mask))
  expectNear('V on the active set', active.potentials, activeValues(expected.potentials, mask), size)
  expectNear('V', await bench.read(potentials, cells), expected.potentials.data, size)
  expectNear('V[T]', await bench.read(final, batch * layer.neurons), expected.final.data, size)

  const { recipe } = found
  const numbers = randomNumbers(recipe.seed + l)
  const epsilon = rounded(
    array(
      mask.shape,
      mask.data.map(() => numbers.normal()),
    ),
  )
  const given = rounded(expected.potentials)
  const inputMask = below && activeSet(below.potentials, below.layer.threshold, below.layer.backwardThreshold)
  const gradient = { train: plan.output, slot: 0 }
  const inputGradient = { train: input, slot: 0 }

  async function backward(what: string, reference: Array64, allowed: number, accumulate: boolean): Promise<void> {
    const perTerm = reference === given ? rounding.usual : rounding.ownPotentials(recipe.surrogate)
    await driver.spiking.writeGradient(gradient, Float32Array.from(activeValues(epsilon, mask)))
    const rooms = {
      weight: bench.room(sizeOf(layer.weights!.shape)),
      bias: bench.room(layer.neurons),
      current: bench.room(current ? sizeOf(current.shape) : 0),
    }
    await inStep(driver, () =>
      plan.backward({
        gradient,
        weight,
        weightGradient: rooms.weight,
        biasGradient: rooms.bias,
        ...(current && { currentGradient: rooms.current }),
        ...(inputMask && { inputGradient: { gradient: inputGradient, accumulate } }),
      }),
    )
    const parts = { spikes, surrogate: layer.surrogate, backwardThreshold: layer.backwardThreshold }
    const backwardOf = (weights: Array64, values: Array64): ReturnType<typeof lifBackward> =>
      lifBackward(
        { ...layer, weights },
        { ...parts, potentials: reference, epsilon: values, ...(inputMask && { inputActive: inputMask }) },
      )
    const found = backwardOf(layer.weights!, epsilon)
    const terms = backwardOf(absolute(layer.weights!), absolute(epsilon))
    const close = async (name: string, of: Promise<Float32Array>, a: Array64, b: Array64): Promise<void> =>
      expectClose(`${name} of layer ${l}, ${what}`, await of, a.data, allowed, b.data, perTerm)
    await close('∇W', bench.read(rooms.weight, sizeOf(layer.weights!.shape)), found.weights!, terms.weights!)
    await close('∇bias', bench.read(rooms.bias, layer.neurons), found.bias, terms.bias)
    if (current) {
      const [a, b] =
        current.shape.length === 3 ? [found.delta, terms.delta] : [found.constantCurrent, terms.constantCurrent]
      await close('∇current', bench.read(rooms.current, sizeOf(current.shape)), a, b)
    }
    if (inputMask) {
      const times = accumulate ? 2 : 1
      const values = (await driver.spiking.readGradient(inputGradient)).map((value) => value / times)
      expectClose(
        `ε of the input of layer ${l}, ${what}`,
        values,
        activeValues(found.input!, inputMask),
        allowed,
        activeValues(terms.input!, inputMask),
        perTerm,
      )
    }
  }

  await backward('own V', expected.potentials, tolerance.gradientOwnPotentials, false)
  await driver.spiking.writeActive(plan.output, Float32Array.from(activeValues(given, mask)))
  await backward('V of the reference', given, tolerance.gradientGivenPotentials, false)
  await backward('the same once more, added', given, tolerance.gradientGivenPotentials, true)
}

function absolute(a: Array64): Array64 {
  return array(a.shape, a.data.map(Math.abs))
}

/** About what V is made of: the largest weight times the most events, and 1. */
function driveOf({ weights, alpha }: SpikingLayer, { spikes }: LifInput): number {
  const largest = weights!.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const row = weights!.shape[0]!
  let most = 0
  for (let from = 0; from < spikes!.data.length; from += row)
    most = Math.max(
      most,
      spikes!.data.subarray(from, from + row).reduce((sum, value) => sum + value, 0),
    )
  return Math.max(1, (largest * most) / (1 - alpha))
}

function expectNear(what: string, actual: ArrayLike<number>, expected: ArrayLike<number>, size: number): void {
  expect(actual.length, `${what}: number of entries`).toBe(expected.length)
  let worst = 0
  for (let n = 0; n < expected.length; n++) worst = Math.max(worst, Math.abs(actual[n]! - expected[n]!))
  expect(worst, `${what}: largest difference`).toBeLessThanOrEqual(tolerance.spikeMargin * size)
}
