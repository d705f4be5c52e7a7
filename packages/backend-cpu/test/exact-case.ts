import { randomNumbers, reference } from '@snn/conformance'
import { expr, type EventList, type Expression } from '@snn/core'

const { array, countsOfEvents } = reference

export interface ExactRecipe {
  readonly seed: number
  readonly batch: number
  /** At most 14, or rounding sets in. */
  readonly steps: number
  readonly sizes: readonly number[]
  readonly classes: number
  readonly over: reference.ReadoutOver
  readonly backwardThreshold: number
  /** Events per neuron and step; a neuron may spike twice in a step. */
  readonly density?: number
  readonly bias?: boolean
}

export interface ExactCase {
  readonly network: reference.Network
  readonly input: reference.NetworkInput
  readonly events: EventList
  readonly surrogates: readonly Expression[]
}

/**
 * A network whose numbers are short binary fractions and whose leak is one half: float32 computes its potentials without rounding, so every
 * spike and every active entry must be the reference's, ties included.
 */
export function exactCase(recipe: ExactRecipe): ExactCase {
  const { seed, batch, steps, sizes, classes, over, backwardThreshold, density = 0.1, bias = false } = recipe
  const numbers = randomNumbers(seed)
  const fractions = (shape: readonly number[], largest: number, mean = 0): reference.Array64 =>
    array(
      shape,
      Array.from({ length: reference.sizeOf(shape) }, () => (numbers.below(2 * largest + 1) - largest + mean) / 32),
    )
  const [b, t, i]: [number[], number[], number[]] = [[], [], []]
  for (let sample = 0; sample < batch; sample++) {
    // Every third sample has no event at all.
    for (let step = 0; step < steps && sample % 3 !== 1; step++) {
      for (let neuron = 0; neuron < sizes[0]!; neuron++) {
        for (let n = 0; n < 2 && numbers.uniform() < density; n++) {
          b.push(sample)
          t.push(step)
          i.push(neuron)
        }
      }
    }
  }
  const events = { batch, time: steps, neurons: sizes[0]!, b, t, i }
  const layers = sizes.slice(1).map((neurons, l) => ({
    neurons,
    weights: fractions([sizes[l]!, neurons], 16, 2),
    ...(bias ? { bias: fractions([neurons], 4) } : {}),
    alpha: 0.5,
    threshold: 1,
    resetPotential: 0.25,
    surrogate: reference.fastSigmoid(4),
    backwardThreshold,
  }))
  const readout = { weights: fractions([sizes.at(-1)!, classes], 16), alpha: 0.75, over }
  const u = expr.input(0)
  const surrogate = expr.div(1, expr.square(expr.add(1, expr.mul(4, expr.abs(u)))))
  return {
    network: { layers, readout },
    input: { batch, steps, spikes: countsOfEvents(events, false) },
    events,
    surrogates: layers.map(() => surrogate),
  }
}
