import { reference, runs } from '@snn/conformance'
import type { Driver } from '@snn/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exactCase, type ExactRecipe } from '../../test/exact-case.js'
import { expectBackward, expectForward, logitsGradientOf, referenceRun } from '../../test/expected.js'
import { createRig, type NetworkResult, runNetwork } from '../../test/network.js'

const recipes: fc.Arbitrary<ExactRecipe> = fc.record({
  seed: fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 })),
  batch: fc.integer({ min: 1, max: 20 }),
  steps: fc.integer({ min: 1, max: 12 }),
  sizes: fc.array(fc.integer({ min: 1, max: 130 }), { minLength: 2, maxLength: 3 }),
  classes: fc.integer({ min: 1, max: 60 }),
  over: fc.constantFrom('max', 'sum', 'last', 'mean'),
  backwardThreshold: fc.constantFrom(0.25, 0.03125, 0.96875, 1, 1.5, Infinity),
  density: fc.constantFrom(0.1, 0.02, 0.4),
  bias: fc.boolean(),
})

/** The multiply-adds of the rule: every event that comes in, and every active entry below, times the neurons. */
function expectCounts(
  { counts, active }: NetworkResult,
  { network, input }: ReturnType<typeof exactCase>,
  spikes: readonly reference.Array64[],
): void {
  const cells = input.batch * input.steps
  const options = { forwardSteps: input.steps, backwardSteps: input.steps }
  network.layers.forEach(({ neurons }, l) => {
    const source = l === 0 ? input.spikes! : spikes[l - 1]!
    const expected = reference.countOperations(source, neurons, undefined, options)
    expect(counts[l], `counts of layer ${l}`).toEqual({
      inputEvents: expected.forward / neurons,
      events: reference.totalBefore(spikes[l]!, input.steps),
      active: active[l]!.b.length,
      cells: cells * neurons,
      forward: expected.forward,
      weightGradient: expected.weightGradient,
      inputGradient: l === 0 ? 0 : active[l - 1]!.b.length * neurons,
    })
  })
  const classes = network.readout!.weights.shape[1]!
  const events = reference.totalBefore(spikes.at(-1)!, input.steps)
  expect(counts.at(-1), 'counts of the readout').toEqual({
    inputEvents: events,
    events: 0,
    active: 0,
    cells: cells * classes,
    forward: events * classes,
    weightGradient: events * classes,
    inputGradient: active.at(-1)!.b.length * classes,
  })
}

describe('networks of many widths, without rounding', () => {
  const drivers: Driver[] = []
  beforeAll(async () => {
    for (const options of [{}, { threads: 3, mostRows: 30 }, { threads: 2, capacity: 1, copyBytes: 1 }])
      drivers.push(await createRig(options))
  })
  afterAll(() => Promise.all(drivers.map((driver) => driver.close())))

  test('are the reference to the entry, count every multiply-add, and need not be lucky', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, async (recipe) => {
        const given = exactCase(recipe)
        const logitsGradient = logitsGradientOf(given, recipe.seed % 5)
        const expected = referenceRun(given, logitsGradient)
        const run = { ...given, logitsGradient: logitsGradient.data }
        const results: NetworkResult[] = []
        for (const driver of drivers) results.push(await runNetwork(driver, run))
        for (const result of results) {
          expectForward(result, expected, given)
          expectBackward(result, expected, given, 1e-5)
          expectCounts(
            result,
            given,
            expected.output.layers.map(({ spikes }) => spikes),
          )
        }
        const [{ replays: _, ...first }, , { replays: _replays, ...third }] = results as [
          NetworkResult,
          NetworkResult,
          NetworkResult,
        ]
        expect(third, 'with lists of one entry, gradients of one block after the other, and two threads').toEqual(first)
      }),
      { numRuns: runs(20) },
    )
  })
})
