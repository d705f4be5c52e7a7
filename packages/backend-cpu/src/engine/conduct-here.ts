import { inNextTurn } from '@snn/core'
import type { Conductor } from './conductor.js'
import type { Teammate } from './team.js'

/**
 * Has the calling thread conduct: what is returned is called whenever phases were published. They happen at once, up to groups of
 * samples that others help with. These the others begin, and the calling thread joins them when its program has done what it has to do in this
 * turn of the event loop: it may make the next batch and record the next step while they work. It then works on to the end of the step, and
 * lets its program take that up while the others begin with the next.
 */
export function conductHere({ run, begin, end }: Teammate, conductor: Conductor): () => void {
  const soon = inNextTurn(join)
  let begun: number | undefined

  function proceed(): void {
    if (begun !== undefined) return
    for (let phase = conductor.next(); phase !== undefined; phase = conductor.next()) {
      if (begin(phase)) {
        begun = phase
        soon()
        return
      }
      run(phase)
      conductor.done()
    }
  }

  function join(): void {
    end(begun!)
    let reported = conductor.done()
    for (let phase = conductor.next(); phase !== undefined && !reported; phase = conductor.next()) {
      run(phase)
      reported = conductor.done()
    }
    begun = undefined
    proceed()
  }

  return proceed
}
