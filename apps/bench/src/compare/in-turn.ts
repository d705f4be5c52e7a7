import { setTimeout } from 'node:timers/promises'
import { median } from '@snn/metrics'
import type { Repeats } from '../step/measure.js'
import type { Side, StepTime } from './side.js'

/** Between two turns, for the threads of the side that worked to go to sleep. */
const PAUSE_MS = 30

/** A turn is as many steps as begin within this time. */
const TURN_MS = 300

/** Times sides in turn, A B A B: what the clock does in a round, it does to all of them. One list a side, a time a round. */
export async function inTurn(sides: readonly Side[], { warmUp, rounds }: Repeats): Promise<StepTime[][]> {
  const times = sides.map((): StepTime[] => [])
  for (let round = 0; round < warmUp + rounds; round++)
    for (const [at, side] of sides.entries()) {
      await setTimeout(PAUSE_MS)
      const found = await turn(side)
      if (round >= warmUp) times[at]!.push(found)
    }
  return times
}

/**
 * Medians over the steps of a turn. The first one wakes threads and fills caches, and counts only where it fills the turn
 * alone.
 */
async function turn(side: Side): Promise<StepTime> {
  const steps = await side.turn(TURN_MS)
  const counted = steps.length > 1 ? steps.slice(1) : steps
  return { ms: median(counted.map(({ ms }) => ms)), cpuMs: median(counted.map(({ cpuMs }) => cpuMs)) }
}
