import { setTimeout } from 'node:timers/promises'
import type { Repeats } from '../step/measure.js'
import type { Side, StepTime } from './side.js'

/** Between two steps, for the threads of the side that worked to go to sleep. */
const PAUSE_MS = 30

/** Times sides in turn, A B A B: what the clock does in a round, it does to all of them. One list a side, a time a round. */
export async function inTurn(sides: readonly Side[], { warmUp, rounds }: Repeats): Promise<StepTime[][]> {
  const times = sides.map((): StepTime[] => [])
  for (let round = 0; round < warmUp + rounds; round++)
    for (const [at, side] of sides.entries()) {
      await setTimeout(PAUSE_MS)
      const found = await side.step()
      if (round >= warmUp) times[at]!.push(found)
    }
  return times
}
