import fc from 'fast-check'
import { randomCase } from './random-case.js'
import type { RandomCase, RandomRecipe } from './random-case.js'
import { decisionDistances, maximumMargin } from './reference/margins.js'
import { networkForward } from './reference/network.js'

/** Every decision of a random case is at least this far from going the other way. */
const decisionMargin = 1e-4
const maximumReadoutMargin = 1e-5

/**
 * Small random networks with their input, for properties: shrinks to fewer samples, steps, neurons and features.
 *
 * Cases are left out in which float32 might decide otherwise than float64: any V nearer than 1e-4 to V_th or V_th ± B_th,
 * or a maximum over time won by less than 1e-5. `fixed` pins parts of the recipe.
 */
export function randomNets(fixed: Partial<RandomRecipe> = {}): fc.Arbitrary<RandomCase> {
  return recipes()
    .map((recipe) => randomCase({ ...recipe, ...fixed }))
    .filter(isDecided)
}

/** Whether float32 must reproduce every spike, every active set and every maximum of a case. */
export function isDecided({ network, input }: RandomCase): boolean {
  const { layers, readout } = networkForward(network, input)
  if (network.readout?.over === 'max' && maximumMargin(readout!.potentials) < maximumReadoutMargin) return false
  return layers.every(({ potentials }, l) => {
    const { threshold, backwardThreshold } = network.layers[l]!
    return decisionDistances(potentials, threshold, backwardThreshold).data.every((d) => d >= decisionMargin)
  })
}

function recipes(): fc.Arbitrary<RandomRecipe> {
  return fc.record({
    seed: fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 })),
    batch: fc.integer({ min: 1, max: 4 }),
    steps: fc.integer({ min: 1, max: 20 }),
    sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 4 }),
    readout: fc.option(
      fc.record({
        classes: fc.integer({ min: 1, max: 4 }),
        over: fc.constantFrom('max', 'sum', 'last', 'mean'),
      }),
      { nil: undefined },
    ),
    density: fc.constantFrom(0.05, 0, 0.2, 0.5),
    clamp: fc.boolean(),
    alpha: fc.constantFrom(0.8, 0.95, 0.5),
    threshold: fc.constantFrom(1, 0.75),
    resetPotential: fc.constantFrom(0, -0.25),
    backwardThreshold: fc.constantFrom(0.2, 0.05, 0.5, 0.9, Infinity),
    surrogate: fc.constantFrom(
      { kind: 'fast-sigmoid', beta: 100 },
      { kind: 'fast-sigmoid', beta: 10 },
      { kind: 'triangle', height: 0.3, width: 1 },
      { kind: 'arctan', slope: 2 },
      { kind: 'gaussian', sigma: 0.4 },
      { kind: 'logistic', slope: 4 },
    ),
    bias: fc.boolean(),
    current: fc.constantFrom('none', 'constant', 'per step'),
    carried: fc.boolean(),
    regularized: fc.boolean(),
    loss: fc.constantFrom('cross-entropy', 'mean-squared-error'),
  })
}
