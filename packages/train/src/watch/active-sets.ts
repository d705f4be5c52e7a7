import { streak } from './streak.js'
import type { Watched, Watcher } from './watch.js'

const BATCHES = 3

/** Notices layers none of whose neurons comes near its threshold, so that their gradients are all zero. */
export function watchActiveSets({ layers, words, rate, lowerWeight }: Watched): Watcher {
  const streaks = layers.map(() => streak())
  return (seen) =>
    layers.flatMap(({ name, threshold, backwardThreshold }, l) => {
      const since = streaks[l]!.see(seen.layers[l]!.active === 0, seen.step, BATCHES)
      if (since === undefined) return []
      return [
        {
          code: 'empty-active-set' as const,
          layer: l,
          step: seen.step,
          since,
          what: `${name} has had no active neuron since step ${since}: no potential came within B_th = ${backwardThreshold} of V_th = ${threshold}, so nothing at or before this layer learns`,
          advice: [
            words.largerWeights,
            words.largerBackwardThreshold(backwardThreshold),
            words.lowerRegularizer(lowerWeight),
            words.lowerRate(rate()),
          ],
        },
      ]
    })
}
