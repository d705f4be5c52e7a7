import type { Problem } from './golden/golden-network.js'
import { randomNumbers } from './random-numbers.js'
import type { RandomNumbers } from './random-numbers.js'
import { array, rounded, sizeOf } from './reference/array.js'
import type { Array64 } from './reference/array.js'
import { countsOfEvents } from './reference/events.js'
import type { EventList } from './reference/events.js'
import type { SpikingLayer, Target } from './reference/network.js'
import type { ReadoutOver } from './reference/readout.js'
import { surrogateOf } from './reference/surrogates.js'
import type { SurrogateDescription } from './reference/surrogates.js'

/** What a random case is made from: the same recipe gives the same case. */
export interface RandomRecipe {
  readonly seed: number
  readonly batch: number
  readonly steps: number
  /** Neurons of the input and of each spiking layer. */
  readonly sizes: readonly number[]
  /** Classes of a leaky readout; without it the spike counts of the last layer are the logits. */
  readonly readout: { readonly classes: number; readonly over: ReadoutOver } | undefined
  /** Mean number of input events per neuron and step; every third sample has none at all. */
  readonly density: number
  /** Several events of a bin count as one. */
  readonly clamp: boolean
  readonly alpha: number
  readonly threshold: number
  readonly resetPotential: number
  readonly backwardThreshold: number
  readonly surrogate: SurrogateDescription
  /** Bias currents in all layers and the readout. */
  readonly bias: boolean
  /** A dense current into the first layer, beside the events. */
  readonly current: 'none' | 'constant' | 'per step'
  /** Potentials at t = 0 other than 0, some above the threshold. */
  readonly carried: boolean
  /** Both regularizers on every spiking layer. */
  readonly regularized: boolean
  readonly loss: Target['kind']
}

/** A random network with what it is run on; all its numbers but B_th are exact in float32. */
export interface RandomCase extends Problem {
  readonly recipe: RandomRecipe
  /** The input events before clamping. */
  readonly events: EventList
}

/** Makes the case of a recipe. */
export function randomCase(recipe: RandomRecipe): RandomCase {
  const numbers = randomNumbers(recipe.seed)
  const { batch, steps, sizes, clamp, carried } = recipe
  const events = randomEvents(recipe, numbers)
  const layers = sizes.slice(1).map((neurons, l) => randomLayer(recipe, sizes[l]!, neurons, numbers))
  const last = sizes.at(-1)!
  const classes = recipe.readout?.classes ?? last
  const readout = recipe.readout && {
    weights: normals([last, classes], 2 / Math.sqrt(last), 0, numbers),
    ...(recipe.bias ? { bias: normals([classes], 0.1, 0, numbers) } : {}),
    alpha: Math.fround(recipe.alpha * 1.02),
    over: recipe.readout.over,
  }
  const currentShape = recipe.current === 'constant' ? [batch, sizes[1]!] : [batch, steps, sizes[1]!]
  return {
    recipe,
    events,
    network: { layers, ...(readout ? { readout } : {}) },
    input: {
      batch,
      steps,
      spikes: countsOfEvents(events, clamp),
      ...(recipe.current === 'none' ? {} : { current: normals(currentShape, 0.1, 0.1, numbers) }),
      ...(carried ? { initial: sizes.slice(1).map((n) => normals([batch, n], 0.4, 0.5, numbers)) } : {}),
      ...(carried && readout ? { readoutInitial: normals([batch, classes], 0.3, 0, numbers) } : {}),
    },
    target:
      recipe.loss === 'cross-entropy'
        ? { kind: recipe.loss, labels: Int32Array.from({ length: batch }, () => numbers.below(classes)) }
        : { kind: recipe.loss, targets: normals([batch, classes], 1, 0, numbers) },
  }
}

function randomLayer(recipe: RandomRecipe, inputs: number, neurons: number, numbers: RandomNumbers): SpikingLayer {
  const scale = 1.5 / Math.sqrt(inputs)
  return {
    neurons,
    weights: normals([inputs, neurons], scale, 0.4 * scale, numbers),
    ...(recipe.bias ? { bias: normals([neurons], 0.05, 0.05, numbers) } : {}),
    alpha: Math.fround(recipe.alpha),
    threshold: Math.fround(recipe.threshold),
    resetPotential: Math.fround(recipe.resetPotential),
    surrogate: surrogateOf(recipe.surrogate),
    backwardThreshold: recipe.backwardThreshold,
    ...(recipe.regularized
      ? { upper: { weight: 0.06, above: 0.2345, power: 1 + numbers.below(2) }, lower: { weight: 2, below: 1.5 } }
      : {}),
  }
}

function randomEvents(recipe: RandomRecipe, numbers: RandomNumbers): EventList {
  const { batch, steps, sizes, density } = recipe
  const [b, t, i]: [number[], number[], number[]] = [[], [], []]
  for (let sample = 0; sample < batch; sample++) {
    for (let step = 0; step < steps && sample % 3 !== 2; step++) {
      for (let neuron = 0; neuron < sizes[0]!; neuron++) {
        for (let n = 0; n < 3 && numbers.uniform() < density; n++) {
          b.push(sample)
          t.push(step)
          i.push(neuron)
        }
      }
    }
  }
  return { batch, time: steps, neurons: sizes[0]!, b: Int32Array.from(b), t: Int32Array.from(t), i: Int32Array.from(i) }
}

/** Normal numbers, rounded to float32. */
function normals(shape: readonly number[], deviation: number, mean: number, numbers: RandomNumbers): Array64 {
  const values = Array.from({ length: sizeOf(shape) }, () => mean + deviation * numbers.normal())
  return rounded(array(shape, values))
}
