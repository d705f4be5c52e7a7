import type { Region } from '@snn/core'
import { addressOf, type Engine } from '../engine/types.js'

/**
 * Calls of one run happen group by group, packing of weights before all of it and sums of gradients after it. So what one call writes to a
 * region, another can read only in a later run: this watches, and closes the run where it must. It hardly ever must.
 */
export interface Hazards {
  reads(region: Region | undefined, elements: number): void
  writes(region: Region | undefined, elements: number): void
}

export function createHazards(engine: Engine): Hazards {
  let run = -1
  const begins: number[] = []
  const ends: number[] = []

  function forgetOtherRuns(): void {
    if (run === engine.run) return
    run = engine.run
    begins.length = ends.length = 0
  }

  return {
    reads(region, elements) {
      if (!region) return
      forgetOtherRuns()
      const begin = addressOf(region)
      const end = begin + 4 * elements
      for (let k = 0; k < begins.length; k++) {
        if (begin < ends[k]! && begins[k]! < end) {
          engine.barrier()
          return
        }
      }
    },
    writes(region, elements) {
      if (!region) return
      forgetOtherRuns()
      begins.push(addressOf(region))
      ends.push(addressOf(region) + 4 * elements)
    },
  }
}
