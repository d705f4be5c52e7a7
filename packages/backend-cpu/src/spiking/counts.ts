import type { LayerCounts } from '@snn/core'
import type { Engine } from '../engine/types.js'
import * as Counts from '../generated/records/counts.js'

/** What the kernels count, layer by layer, from one step's beginning to its end. */
export interface StepCounts {
  /** The number of the step under way. */
  readonly step: number
  /** The layers that are called from here on belong to a new step. */
  begin(): void
  /** Address of one zeroed record a group, for the next layer of the step. */
  open(groups: number, cells: number): number
  /**
   * Where the backward pass of a layer goes on counting: nowhere that anyone looks, when the layer ran in another step.
   * @param step the number of that step.
   */
  reopen(address: number, step: number, groups: number): number
  /** Closes the step. The result is what to read its counts by. */
  close(): number
  /** What the layers of a closed step did: when its calls have happened, and before the memory of its arguments is used again. */
  read(closed: number): LayerCounts[]
}

// Before the records of a layer stand the address of the next layer's, the number of its groups, and of its cells as float64.
const NEXT = 0
const GROUPS = 1
const CELLS = 2
const HEAD = 4

export function createStepCounts({ argument, memory }: Engine): StepCounts {
  let step = 0
  /** Addresses of the heads, of the first and the last layer of the step under way. */
  let [first, last] = [0, 0]

  function layerAt(head: number): LayerCounts {
    const groups = memory.u32()[head / 4 + GROUPS]!
    const f64 = memory.f64()
    const total = (field: number): number => {
      let sum = 0
      for (let g = 0; g < groups; g++) sum += f64[(head / 4 + HEAD + g * Counts.WORDS + field) / 2]!
      return sum
    }
    return {
      inputEvents: total(Counts.inputEvents),
      events: total(Counts.events),
      active: total(Counts.active),
      cells: f64[(head / 4 + CELLS) / 2]!,
      forward: total(Counts.forward),
      weightGradient: total(Counts.weightGradient),
      inputGradient: total(Counts.inputGradient),
    }
  }

  return {
    get step() {
      return step
    },
    begin() {
      step++
      first = last = 0
    },
    open(groups, cells) {
      const head = argument(HEAD + groups * Counts.WORDS)
      const u32 = memory.u32()
      if (last === 0) first = head
      else u32[last / 4 + NEXT] = head
      last = head
      u32[head / 4 + GROUPS] = groups
      memory.f64()[(head / 4 + CELLS) / 2] = cells
      return head + 4 * HEAD
    },
    reopen: (address, of, groups) => (of === step ? address : argument(groups * Counts.WORDS)),
    close() {
      const closed = first
      step++
      first = last = 0
      return closed
    },
    read(closed) {
      const layers: LayerCounts[] = []
      for (let head = closed; head !== 0; head = memory.u32()[head / 4 + NEXT]!) layers.push(layerAt(head))
      return layers
    },
  }
}
