import { countsOfEvents } from '../reference/events.js'
import type { Network, NetworkInput, SpikingLayer, Target } from '../reference/network.js'
import { fastSigmoid } from '../reference/surrogates.js'
import type { FeedForwardCase, GoldenVariant } from './feed-forward-case.js'

/** A network of the reference with what it is run on. */
export interface Problem {
  readonly network: Network
  readonly input: NetworkInput
  readonly target: Target
}

/** What the reference needs to compute one variant of a case. */
export function goldenProblem(golden: FeedForwardCase, variant: GoldenVariant): Problem {
  const layers = golden.weights.slice(0, -1).map((weights, l): SpikingLayer => ({
    neurons: golden.sizes[l + 1]!,
    weights,
    alpha: golden.alpha,
    threshold: golden.threshold,
    resetPotential: 0,
    surrogate: fastSigmoid(golden.beta),
    backwardThreshold: variant.backwardThreshold,
    ...(variant.regularized ? { upper: golden.upper, lower: golden.lower } : {}),
  }))
  const readout = { weights: golden.weights.at(-1)!, alpha: golden.alphaReadout, over: variant.readout }
  return {
    network: { layers, readout },
    input: { batch: golden.batch, steps: golden.steps, spikes: countsOfEvents(golden.events, golden.clamp) },
    target: { kind: 'cross-entropy', labels: golden.labels },
  }
}
