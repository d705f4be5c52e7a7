import { tolerance } from '../compare.js'
import { randomCase, type RandomCase, type RandomRecipe } from '../random-case.js'
import { decisionDistances, maximumMargin, roundingMargins, undecided } from '../reference/margins.js'
import { networkForward } from '../reference/network.js'

/** What a recipe has where nothing is said. */
export const plainRecipe: RandomRecipe = {
  seed: 1,
  batch: 3,
  steps: 12,
  sizes: [6, 5, 4],
  readout: { classes: 3, over: 'max' },
  density: 0.2,
  clamp: false,
  alpha: 0.9,
  threshold: 1,
  resetPotential: 0,
  backwardThreshold: 0.4,
  surrogate: { kind: 'fast-sigmoid', beta: 10 },
  bias: true,
  current: 'none',
  carried: false,
  regularized: false,
  loss: 'cross-entropy',
}

/**
 * The case of the first seed, from the recipe's own on, in which float32 must take every decision as float64 does: no V within
 * the rounding margin of V_th or V_th ± B_th.
 */
export function decidedCase(recipe: Partial<RandomRecipe>): RandomCase {
  for (let seed = recipe.seed ?? 1; ; seed++) {
    const found = randomCase({ ...plainRecipe, ...recipe, seed })
    if (isDecidedWithin(found, tolerance.spikeMargin)) return found
    if (seed > (recipe.seed ?? 1) + 200) throw new RangeError('no seed gives a case that float32 must decide alike')
  }
}

function isDecidedWithin({ network, input }: RandomCase, unit: number): boolean {
  const { layers, readout } = networkForward(network, input)
  if (network.readout?.over === 'max' && maximumMargin(readout!.potentials) < unit) return false
  return layers.every(({ potentials }, l) => {
    const layer = network.layers[l]!
    const source = l === 0 ? input : { ...input, spikes: layers[l - 1]!.spikes, current: undefined }
    const { batch, steps, spikes, current } = source
    const margins = roundingMargins(
      layer,
      { batch, steps, ...(spikes && { spikes }), ...(current && { current }) },
      unit,
    )
    const distances = decisionDistances(potentials, layer.threshold, layer.backwardThreshold)
    return undecided(distances, margins).data.every((mark) => mark === 0)
  })
}
