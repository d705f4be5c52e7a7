import type { LayerCounts } from '@snn/core'
import type { Engine } from '../engine/types.js'
import * as Counts from '../generated/records/counts.js'

/** What the kernels count, layer by layer, from one step's beginning to its end. */
export interface StepCounts {
  /** The layers that are called from here on belong to a new step. */
  begin(): void
  /** Address of one zeroed record a group, for the next layer of the step. */
  open(groups: number, cells: number): OpenCounts
  /** Where the backward pass of a layer goes on counting: nowhere that anyone looks, when the layer ran in another step. */
  reopen(counts: OpenCounts): number
  /** Closes the step. The result is called when its calls have happened, and before the memory of its arguments is used again. */
  close(): () => readonly LayerCounts[]
}

export interface OpenCounts {
  readonly step: number
  readonly address: number
  readonly groups: number
  readonly cells: number
}

export function createStepCounts({ argument, memory }: Engine): StepCounts {
  let layers: OpenCounts[] = []
  let step = 0

  function read({ address, groups, cells }: OpenCounts): LayerCounts {
    const f64 = memory.f64()
    const total = (field: number): number => {
      let sum = 0
      for (let g = 0; g < groups; g++) sum += f64[(address / 4 + g * Counts.WORDS + field) / 2]!
      return sum
    }
    return {
      inputEvents: total(Counts.inputEvents),
      events: total(Counts.events),
      active: total(Counts.active),
      cells,
      forward: total(Counts.forward),
      weightGradient: total(Counts.weightGradient),
      inputGradient: total(Counts.inputGradient),
    }
  }

  return {
    begin() {
      step++
      layers = []
    },
    open(groups, cells) {
      const counts = { step, address: argument(groups * Counts.WORDS), groups, cells }
      layers.push(counts)
      return counts
    },
    reopen: (counts) => (counts.step === step ? counts.address : argument(counts.groups * Counts.WORDS)),
    close() {
      const closed = layers
      layers = []
      step++
      return () => closed.map(read)
    },
  }
}
