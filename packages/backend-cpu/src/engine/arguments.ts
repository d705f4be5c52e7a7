import { createArena } from './arena.js'
import type { EngineMemory } from './types.js'

/** Memory for the arguments of calls: of those outside of steps, and of each step under way. It is used again when they have happened. */
export interface Arguments {
  /** Address of so many zeroed words, a multiple of 16. */
  take(words: number): number
  /** What is taken from here on belongs to a step, and is given back by the returned function. */
  open(): () => void
  close(): void
  /** Gives back what was taken outside of steps. */
  renew(): void
}

/** An arena that others use after its calls have happened. */
interface Lease {
  readonly used: boolean
  take(words: number): number
  giveBack(): void
}

export function createArguments(memory: EngineMemory, afterwards: (action: () => void) => void): Arguments {
  const spare: Lease[] = []
  let outside = makeLease()
  let ofStep: Lease | undefined

  const lease = (): Lease => spare.pop() ?? makeLease()

  function makeLease(): Lease {
    const arena = createArena(memory)
    const recycle = (): void => {
      arena.reset()
      spare.push(made)
    }
    const made: Lease = {
      get used() {
        return arena.used
      },
      take: arena.take,
      giveBack: () => afterwards(recycle),
    }
    return made
  }

  return {
    take: (words) => (ofStep ?? outside).take(words),
    open() {
      ofStep = lease()
      return ofStep.giveBack
    },
    close() {
      ofStep = undefined
    },
    renew() {
      if (!outside.used) return
      outside.giveBack()
      outside = lease()
    },
  }
}
