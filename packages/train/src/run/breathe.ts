import { nextTurn } from '@snn/core'

/** How long steps may follow each other without a turn of the event loop: timers, signals and screens wait meanwhile. */
const LONGEST_MS = 25

/** Gives the event loop a turn when its last one is long ago; a backend on the calling thread would never. */
export function breather(): () => Promise<void> | undefined {
  let last = performance.now()
  return () => {
    if (performance.now() - last < LONGEST_MS) return undefined
    return nextTurn().then(() => {
      last = performance.now()
    })
  }
}
