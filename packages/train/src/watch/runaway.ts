import { spikesPerNeuron } from './silence.js'
import { streak } from './streak.js'
import type { Watched, Watcher } from './watch.js'

/** Spikes in more than this part of the steps: far above the threshold most of the time. */
const SHARE = 0.1
const BATCHES = 5

/** Notices layers whose neurons spike nearly all the time, away from the threshold, where gradients are small. */
export function watchRunaways({ layers, words, rate, upperWeight }: Watched): Watcher {
  const streaks = layers.map(() => streak())
  return (seen) =>
    layers.flatMap(({ name }, l) => {
      const spikes = spikesPerNeuron(seen, l)
      const since = streaks[l]!.see(spikes > SHARE * seen.time, seen.step, BATCHES)
      if (since === undefined) return []
      return [
        {
          code: 'runaway-layer' as const,
          layer: l,
          step: seen.step,
          since,
          what: `${name} has spiked ${spikes.toFixed(1)} times per neuron and sample since step ${since}: in more than one step of ten, where it tells little and learns slowly`,
          advice: [words.lowerRate(rate()), words.upperRegularizer(upperWeight)],
        },
      ]
    })
}
