import fc from 'fast-check'
import { describe, test } from 'vitest'
import { tolerance } from '../compare.js'
import type { RandomCase, RandomRecipe } from '../random-case.js'
import { randomNets } from '../random-nets.js'
import { randomNumbers } from '../random-numbers.js'
import { activeSet, activeValues } from '../reference/active-set.js'
import { array, rounded, sizeOf, type Array64 } from '../reference/array.js'
import { networkForward } from '../reference/network.js'
import { readoutBackward, readoutForward, type LeakyReadout, type ReadoutOver } from '../reference/readout.js'
import { runs } from '../runs.js'
import { readoutOf } from './descriptions.js'
import { expectClose } from './expect-close.js'
import { decidedCase } from './fixed-cases.js'
import { inStep } from './in-step.js'
import { atWorkbench, type Workbench } from './on-device.js'
import { needs, type Subject } from './options.js'

/** A leaky readout fed with the reference's spikes. */
export function readoutTests(subject: Subject): void {
  const expectAlike = (found: RandomCase): Promise<void> =>
    atWorkbench(subject.driver(), (bench) => checkReadout(bench, found))

  describe('a leaky readout fed with the spikes of the reference', () => {
    test.for<[ReadoutOver]>([['max'], ['sum'], ['last'], ['mean']])(
      'is the reference, over time by %s',
      async ([over], context) => {
        needs(context, subject.driver(), 'inspection')
        const nets = fc.integer({ min: 1, max: 4 }).chain((classes) => randomNets({ readout: { classes, over } }))
        await fc.assert(fc.asyncProperty(nets, expectAlike), { numRuns: runs(20) })
      },
    )
    test.for<[string, Partial<RandomRecipe>]>([
      ['of one step', { steps: 1, carried: true }],
      ['without any event', { density: 0, bias: false }],
      ['wide', { sizes: [20, 70], batch: 5, steps: 15, readout: { classes: 93, over: 'max' }, density: 0.05 }],
      [
        'long',
        { sizes: [5, 4], batch: 2, steps: 2100, readout: { classes: 3, over: 'max' }, density: 0.1, carried: true },
      ],
      [
        'long, over time by mean',
        { sizes: [5, 4], batch: 2, steps: 2100, readout: { classes: 3, over: 'mean' }, density: 0.1 },
      ],
    ])('is the reference where it is %s', async ([, recipe], context) => {
      needs(context, subject.driver(), 'inspection')
      await expectAlike(decidedCase(recipe))
    })
    test('takes input events as well, several of a neuron in a step', () =>
      atWorkbench(subject.driver(), async (bench) => {
        const { network, input } = decidedCase({ sizes: [7, 7], density: 0.6, readout: { classes: 4, over: 'sum' } })
        const readout = network.readout!
        const call = callOf(bench, readout, input.spikes!)
        const description = { inputs: 7, classes: 4, alpha: readout.alpha, over: readout.over }
        const plan = bench.keep(bench.driver.spiking.planReadout(description, { batch: call.batch, time: call.time }))
        const gradient = randomLike([call.batch, 4], 5)
        const weightGradient = bench.room(28)
        await inStep(bench.driver, () => {
          plan.forward({ ...call, input: bench.train(input.spikes!) })
          plan.backward({ logitsGradient: bench.put(gradient), weight: call.weight, weightGradient })
        })
        const { potentials, logits } = readoutForward(readout, input.spikes!)
        const expected = readoutBackward(readout, input.spikes!, potentials, gradient)
        expectClose('logits', await bench.read(call.logits, 4 * call.batch), logits.data, tolerance.value)
        expectClose('∇W', await bench.read(weightGradient, 28), expected.weights.data, tolerance.readoutGradient)
      }))
  })
}

function callOf(bench: Workbench, readout: LeakyReadout, spikes: Array64) {
  const [batch, time] = spikes.shape as [number, number, number]
  const classes = readout.weights.shape[1]!
  return {
    batch,
    time,
    weight: bench.put(readout.weights),
    ...(readout.bias && { bias: bench.put(readout.bias) }),
    logits: bench.room(batch * classes),
  }
}

function randomLike(shape: readonly number[], seed: number): Array64 {
  const numbers = randomNumbers(seed)
  return rounded(
    array(
      shape,
      Array.from({ length: sizeOf(shape) }, () => numbers.normal()),
    ),
  )
}

async function checkReadout(bench: Workbench, found: RandomCase): Promise<void> {
  const { driver } = bench
  const { layers } = networkForward(found.network, found.input)
  const [layer, { potentials, spikes }] = [found.network.layers.at(-1)!, layers.at(-1)!]
  const readout = found.network.readout!
  const initial = found.input.readoutInitial
  const classes = readout.weights.shape[1]!
  const call = callOf(bench, readout, spikes)
  const { batch, time, weight } = call
  const sequence = batch * time * classes
  const [final, all] = [bench.room(batch * classes), bench.room(sequence)]
  const input = await bench.relay(potentials, layer.threshold, layer.backwardThreshold)

  const larger = found.recipe.seed % 2
  const plan = bench.keep(
    driver.spiking.planReadout(readoutOf(found)!, { batch: batch + larger, time: time + 3 * larger }),
  )
  const gradient = randomLike([batch, classes], found.recipe.seed)
  const rooms = { weight: bench.room(sizeOf(readout.weights.shape)), bias: bench.room(classes) }
  const target = { train: input, slot: 0 }
  const logitsGradient = bench.put(gradient)
  const start = initial && { initial: bench.put(initial) }
  const backward = { logitsGradient, weight, weightGradient: rooms.weight, biasGradient: rooms.bias }
  const expected = readoutForward(readout, spikes, initial)
  const mask = activeSet(potentials, layer.threshold, layer.backwardThreshold)
  const gradients = readoutBackward(readout, spikes, expected.potentials, gradient)
  const positive = {
    ...readout,
    weights: absolute(readout.weights),
    ...(readout.bias && { bias: absolute(readout.bias) }),
  }
  const size = readoutForward(positive, spikes, initial && absolute(initial))
  const terms = readoutBackward(positive, spikes, expected.potentials, absolute(gradient))
  const { value, readoutGradient } = tolerance
  const check = (what: string, actual: ArrayLike<number>, a: ArrayLike<number>, b: ArrayLike<number>): void =>
    expectClose(what, actual, a, readoutGradient, b)
  // Without U, a backend may take a shorter way to the logits.
  for (const wanted of [{ final, potentials: all }, {}]) {
    await inStep(driver, () => {
      plan.forward({ ...call, ...start, ...wanted, input })
      plan.backward({ ...backward, inputGradient: { gradient: target, accumulate: false } })
    })
    expectClose('logits', await bench.read(call.logits, batch * classes), expected.logits.data, value, size.logits.data)
    const weights = await bench.read(rooms.weight, sizeOf(readout.weights.shape))
    check('∇W', weights, gradients.weights.data, terms.weights.data)
    check('∇bias', await bench.read(rooms.bias, classes), gradients.bias.data, terms.bias.data)
    const above = await driver.spiking.readGradient(target)
    check('ε of the input', above, activeValues(gradients.input, mask), activeValues(terms.input, mask))
  }
  expectClose('U', await bench.read(all, sequence), expected.potentials.data, value, size.potentials.data)
  expectClose('U[T]', await bench.read(final, batch * classes), expected.final.data, value, size.final.data)
}

function absolute(a: Array64): Array64 {
  return array(a.shape, a.data.map(Math.abs))
}
