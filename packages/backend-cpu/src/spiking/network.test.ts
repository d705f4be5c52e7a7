import { type RandomCase, randomNets, reference, runs } from '@snn/conformance'
import { rounding, surrogateExpression } from '@snn/conformance/suite'
import type { Driver } from '@snn/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, test } from 'vitest'
import {
  activeOf,
  type Expected,
  expectBackward,
  expectForward,
  logitsGradientOf,
  referenceRun,
} from '../../test/expected.js'
import { createRig, type NetworkResult, type NetworkRun, runNetwork } from '../../test/network.js'

async function runCase(
  driver: Driver,
  randomCase: RandomCase,
  expected: Expected,
  given: boolean,
): Promise<NetworkResult> {
  const { network, input, recipe } = randomCase
  const potentials = expected.output.layers.map((layer) => layer.potentials)
  const run: NetworkRun = {
    network,
    input,
    surrogates: network.layers.map(() => surrogateExpression(recipe.surrogate)),
    events: reference.eventsOfCounts(input.spikes!),
    logitsGradient: logitsGradientOf(randomCase, recipe.seed % 7).data,
    ...(given
      ? {
          given: {
            potentials: activeOf(expected, randomCase, potentials),
            epsilon: activeOf(expected, randomCase, expected.epsilon),
          },
        }
      : {}),
  }
  return runNetwork(driver, run)
}

describe.each([
  { name: 'one chunk a group', options: {} },
  { name: 'many chunks, and windows of time', options: { mostRows: 6 } },
  { name: 'lists that begin with one entry', options: { capacity: 1, mostRows: 20 } },
  { name: 'two threads', options: { threads: 2, mostRows: 10 } },
  { name: 'gradients of one block after the other', options: { threads: 2, copyBytes: 1 } },
])('networks with $name', ({ options }) => {
  let driver: Driver
  beforeAll(async () => {
    driver = await createRig(options)
  })
  afterAll(() => driver.close())

  test('spike and are active where the reference is, and have its gradients', async () => {
    await fc.assert(
      fc.asyncProperty(randomNets({ regularized: false }), async (randomCase) => {
        const expected = referenceRun(randomCase, logitsGradientOf(randomCase, randomCase.recipe.seed % 7))
        const result = await runCase(driver, randomCase, expected, false)
        expectForward(result, expected, randomCase)
        expectBackward(result, expected, randomCase, 1e-3)
      }),
      { numRuns: runs(60) },
    )
  })

  test('have the gradients of the reference to rounding, when given its V and ε', async () => {
    await fc.assert(
      fc.asyncProperty(randomNets({ regularized: false }), async (randomCase) => {
        const expected = referenceRun(randomCase, logitsGradientOf(randomCase, randomCase.recipe.seed % 7))
        const result = await runCase(driver, randomCase, expected, true)
        // V is given in float32, and g is so steep that its rounding moves λ by as much.
        expectBackward(result, expected, randomCase, rounding.ownPotentials(randomCase.recipe.surrogate))
      }),
      { numRuns: runs(30) },
    )
  })
})
