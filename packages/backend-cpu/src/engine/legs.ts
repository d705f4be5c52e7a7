import type { CallList } from './phases.js'
import type { EngineCall } from './types.js'

/** Nanoseconds that a leg takes a group at least, but for the last: many times what it takes to begin one. */
export const LEG = 20_000

/** More groups than this are even enough as they are. */
const MOST_IN_LEGS = 64

/**
 * Cuts runs that cost so much into legs: with how many of its calls each of them ends, then a 0 for every group, which has done none yet.
 * Threads may change between two legs of a group, so that what is left at the end of a run is shared evenly although there are few groups.
 */
export function createLegs(worthWaking: number): (run: EngineCall, calls: CallList) => number[] {
  const least = Math.min(LEG, worthWaking)
  return ({ kind, count, cost = Infinity }, { costs, length }) => {
    const legs: number[] = []
    if (kind !== 'groups' || count > MOST_IN_LEGS || cost < worthWaking) return legs
    let sum = 0
    for (let call = 0; call < length; call++) {
      if (call > 0 && sum >= least * count) {
        legs.push(call)
        sum = 0
      }
      sum += costs[call]!
    }
    if (legs.length > 0) legs.push(length, ...new Array<number>(count).fill(0))
    return legs
  }
}
