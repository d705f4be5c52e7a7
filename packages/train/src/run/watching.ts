import { networkWarnings, type Model } from '@snn/lif'
import type { LayerTally } from '@snn/metrics'
import { warning, type Warning } from '../watch/warning.js'
import { watch } from '../watch/watch.js'
import { programWords } from '../watch/words.js'
import type { Emitter } from './events.js'
import type { FitOptions } from './options.js'
import type { StepFacts } from './train-step.js'

/** The watchers of a run, with its layers and its words. */
export interface Watching {
  /** The tallies of the spiking layers; none by the unrolled rule, which counts nothing. */
  layersOf(facts: StepFacts): readonly LayerTally[]
  batch(facts: StepFacts, step: number, time: number): void
}

export function watching(
  model: Model,
  { train, optimizer, rule = 'sparse', words = programWords, regularizers }: FitOptions,
  events: Emitter,
  lastCheckpoint: () => number | undefined,
): Watching {
  const { network } = model
  const spiking = network.layers.flatMap((layer) => (layer.type === 'spiking' ? [layer] : []))
  const last = network.layers.at(-1)!
  const see = watch({
    layers: spiking.map(({ neuron, backwardThreshold = network.backwardThreshold }, l) => ({
      name: `layer ${l}`,
      threshold: neuron.threshold,
      backwardThreshold: rule === 'dense' ? Infinity : backwardThreshold,
    })),
    classes: Array.from({ length: network.outputs }, (_, c) => train.classes[c] ?? String(c)),
    maximum: last.type === 'readout' && last.over === 'max',
    rate: () => optimizer.rate,
    lowerWeight: regularizers?.lower?.weight,
    upperWeight: regularizers?.upper?.weight,
    words,
  })
  let begun = false

  function tell(found: Omit<Warning, 'message'>): void {
    const step = lastCheckpoint()
    const kept = step === undefined || found.step === 0 ? undefined : `Checkpoint of step ${step} kept.`
    events.emit('warning', warning(found, kept))
  }

  return {
    layersOf: ({ report }) => (report.layers.length < spiking.length ? [] : report.layers.slice(0, spiking.length)),
    batch(facts, step, time) {
      if (!begun && rule !== 'dense')
        for (const what of networkWarnings(network))
          tell({ code: 'network', step: 0, since: 0, what: what.replace(/\.$/, ''), advice: [] })
      begun = true
      const layers = this.layersOf(facts)
      const { size: samples, dataLoss: loss, predicted, risen } = facts
      for (const found of see({ step, samples, time, loss, layers, predicted, risen })) tell(found)
    },
  }
}
