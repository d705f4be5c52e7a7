import { streak } from './streak.js'
import type { Observation, Watched, Watcher } from './watch.js'

/** Below this many spikes a neuron and sample, a layer says nothing. */
export const SILENT = 1e-3
/** Above this many, it had something to say. */
const LOUD = 1e-2
/** Batches in a row that it takes to be sure. */
const BATCHES = 5

/** Notices layers that fall silent, or are born so. */
export function watchSilence({ layers, words, rate, lowerWeight }: Watched): Watcher {
  const streaks = layers.map(() => streak())
  const before = layers.map(() => 0)
  return (seen) =>
    layers.flatMap(({ name }, l) => {
      const spikes = spikesPerNeuron(seen, l)
      const since = streaks[l]!.see(spikes < SILENT, seen.step, BATCHES)
      if (spikes >= SILENT) before[l] = spikes
      if (since === undefined) return []
      const fell = before[l]! >= LOUD
      return [
        {
          code: 'silent-layer' as const,
          layer: l,
          step: seen.step,
          since,
          what:
            (fell ? `${name} fell silent at step ${since}` : `${name} has been silent since step ${since}`) +
            ` (spikes per neuron and sample: ${fell ? `${few(before[l]!)} → ` : ''}${few(spikes)})` +
            `; ${consequence(l, layers.length)}`,
          advice: fell
            ? [words.lowerRate(rate()), words.lowerRegularizer(lowerWeight), words.largerWeights]
            : [words.largerWeights, words.lowerRegularizer(lowerWeight), words.lowerRate(rate())],
        },
      ]
    })
}

export function spikesPerNeuron({ layers, time }: Observation, l: number): number {
  const { events, cells } = layers[l]!
  return cells === 0 ? 0 : (events * time) / cells
}

function consequence(l: number, count: number): string {
  const next = l === count - 1 ? 'nothing reaches the readout' : `nothing reaches layer ${l + 1}`
  return l === 0 ? next : `no gradient reaches layer ${l - 1}`
}

const few = (spikes: number): string => spikes.toFixed(spikes > 0 && spikes < 0.05 ? 3 : 1)
