import type { LayerDescription, PlanSize } from '@snn/core'
import type { FirstRoom } from './layer-train.js'

/** The numbers by which kernels find spikes and active entries. */
export interface ActivityBounds {
  /** Active: |V - V_th| < bound. */
  readonly bound: number
  /** V of every spike and of every active entry is above this. Negative where a neuron at rest is active. */
  readonly low: number
  /** How many entries lists hold at first: `capacity` where it is given. */
  firstRoom(size: PlanSize, capacity: number | undefined): FirstRoom
}

/** Stands for B_th = Infinity: no kernel computes with infinities. Potentials of the first row are set to what is beyond it. */
const EVERYTHING = 3e38

/** So many of all cells hold a spike, or are active, in the networks that we know; what is more leads to one replay of the first step. */
const USUAL = 0.02

export function activityBounds({ threshold, backwardThreshold, neurons }: LayerDescription): ActivityBounds {
  const bound = Math.min(backwardThreshold, EVERYTHING)
  // V - V_th is rounded: an entry may be active whose V is a little below V_th - B_th.
  const low = bound === EVERYTHING ? -EVERYTHING : threshold - bound - 2e-6 * (Math.abs(threshold) + bound)
  return {
    bound,
    low,
    firstRoom({ batch, time }, capacity) {
      if (capacity !== undefined) return { events: capacity, active: capacity }
      const cells = batch * time * neurons
      const usual = Math.min(cells, Math.ceil(USUAL * cells) + 1024)
      // Lists are filled up to fours, for every neuron in every chunk; a chunk has a thousand rows or is the only one of its group.
      const filled = cells + 3 * neurons * (16 + Math.ceil((batch * time) / 1000))
      return { events: usual, active: low < 0 ? filled : Math.min(filled, usual) }
    },
  }
}
