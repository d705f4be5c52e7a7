import { createArena } from './arena.js'
import type { Engine, EngineMemory } from './types.js'

/** Memory for the arguments of calls: of those outside of steps, and of each step under way. It is used again when they have happened. */
export interface StepArguments {
  /** See {@link Engine.argument}. */
  argument: Engine['argument']
  /** The `argument`s that follow are given back by the returned function. */
  openArguments(): () => void
  closeArguments(): void
  /** Gives back the `argument`s that were made outside of any step. */
  renewArguments(): void
}

/** An arena that others use after its calls have happened. */
interface Lease {
  readonly used: boolean
  take(words: number): number
  giveBack(): void
}

export function createArguments(memory: EngineMemory, afterwards: (action: () => void) => void): StepArguments {
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
    argument: (words) => (ofStep ?? outside).take(words),
    openArguments() {
      ofStep = lease()
      return ofStep.giveBack
    },
    closeArguments() {
      ofStep = undefined
    },
    renewArguments() {
      if (!outside.used) return
      outside.giveBack()
      outside = lease()
    },
  }
}
