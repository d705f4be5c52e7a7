import { ShapeError, type LayerCounts } from '@snn/core'
import { checkWhole } from '@snn/core/checks'

/** What one layer did in one step, as the report of a step has it. @public */
export type LayerTally = LayerCounts

/** A layer's figures over all batches so far. @public */
export interface LayerActivity {
  /** 100 · (active entries) / (batch · time · neurons): eq. (13) of Perez-Nieves & Goodman 2021. */
  readonly activity: number
  /** 100 · spikes / (batch · time · neurons). */
  readonly density: number
  /** Spikes a neuron fires in one sample, on average. */
  readonly spikesPerNeuron: number
  /** Multiply-adds of the sparse rule so far, forward and backward. */
  readonly multiplyAdds: number
}

/** Sums of a stream of batches, one entry a layer; its JSON restores it exactly. @public */
export interface ActivityMeter {
  /**
   * Counts one batch.
   * @param layers what each layer did, in the order of the network.
   * @param time steps of the batch.
   * @throws ShapeError when the number of layers changes; ArgumentError when `time` is not a whole number from 1.
   */
  add(layers: readonly LayerTally[], time: number): void
  readonly layers: readonly LayerActivity[]
  toJSON(): ActivityState
}

/** What a meter is restored from: one row of sums a layer. @public */
export type ActivityState = readonly (readonly number[])[]

/** An empty meter, or one that goes on from its JSON. @public */
export function activityMeter(state: ActivityState = []): ActivityMeter {
  const sums = state.map((row) => [...row])
  return {
    add(layers, time) {
      checkWhole('time', time)
      if (sums.length === 0) sums.push(...layers.map(() => [0, 0, 0, 0, 0]))
      if (sums.length !== layers.length)
        throw new ShapeError({ what: `expected counts of ${sums.length} layers; got ${layers.length}` })
      layers.forEach((layer, l) => {
        const row = sums[l]!
        row[0]! += layer.active
        row[1]! += layer.events
        row[2]! += layer.cells
        row[3]! += layer.cells / time
        row[4]! += layer.forward + layer.weightGradient + layer.inputGradient
      })
    },
    get layers() {
      return sums.map(([active, events, cells, neurons, multiplyAdds]) => ({
        activity: share(active!, cells!),
        density: share(events!, cells!),
        spikesPerNeuron: neurons === 0 ? 0 : events! / neurons!,
        multiplyAdds: multiplyAdds!,
      }))
    },
    toJSON: () => sums.map((row) => [...row]),
  }
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole)
