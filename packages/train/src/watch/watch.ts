import type { LayerTally } from '@snn/metrics'
import { watchActiveSets } from './active-sets.js'
import { watchClasses } from './classes.js'
import { watchLoss } from './loss.js'
import { watchRunaways } from './runaway.js'
import { SILENT, spikesPerNeuron, watchSilence } from './silence.js'
import type { Warning } from './warning.js'
import type { Words } from './words.js'

/** What is known about a network while it trains. */
export interface Watched {
  /** Name and thresholds of each spiking layer, in order. */
  readonly layers: readonly {
    readonly name: string
    readonly threshold: number
    readonly backwardThreshold: number
  }[]
  readonly classes: readonly string[]
  /** Whether the logits are the maximum over time of a readout that starts at 0. */
  readonly maximum: boolean
  readonly rate: () => number
  /** Of the limits on spike counts, where they are on. */
  readonly lowerWeight: number | undefined
  readonly upperWeight: number | undefined
  readonly words: Words
}

/** What a batch has shown. */
export interface Observation {
  /** From 1. */
  readonly step: number
  readonly samples: number
  /** Steps of time. */
  readonly time: number
  /** Mean cross entropy of the batch, regularizers left out. */
  readonly loss: number
  /** One entry a spiking layer, or none where nothing is counted. */
  readonly layers: readonly LayerTally[]
  /** Whether each class was predicted for some sample. */
  readonly predicted: readonly boolean[]
  /** Whether the logit of each class was above zero for some sample. */
  readonly risen: readonly boolean[]
}

/** Looks at each batch and says what is wrong, once. */
export type Watcher = (seen: Observation) => readonly Omit<Warning, 'message'>[]

/**
 * Every watcher at once, without what only follows from something that is told: a silent layer has no active neurons, and
 * no readout rises behind one.
 */
export function watch(watched: Watched): Watcher {
  const silence = watchSilence(watched)
  const runaways = watchRunaways(watched)
  const active = watchActiveSets(watched)
  const classes = watchClasses(watched)
  const loss = watchLoss(watched)
  return (seen) => {
    if (seen.layers.length === 0) return [...classes(seen), ...loss(seen)]
    const silent = silence(seen)
    const silentLayers = new Set(silent.map(({ layer }) => layer))
    const nothingComes = seen.layers.some((_, l) => spikesPerNeuron(seen, l) < SILENT)
    return [
      ...silent,
      ...runaways(seen),
      ...active(seen).filter(({ layer }) => !silentLayers.has(layer)),
      ...(nothingComes ? [] : classes(seen)),
      ...loss(seen),
    ]
  }
}
