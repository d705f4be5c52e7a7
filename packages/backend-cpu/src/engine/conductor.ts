import type { Agent } from './agent.js'
import * as at from './control.js'
import { rest, type Teammate } from './team.js'

/** The way along the phases that the host publishes. */
export interface Conductor {
  /** The phase that is to be run, or undefined when all that were published have happened. */
  next(): number | undefined
  /** It has been run. @returns whether it was a report. */
  done(): boolean
}

/** Begins at the first phase; `told` is called for each report that was carried out. */
export function createConductor(words: Agent['words'], first: number, told: (report: number) => void): Conductor {
  let phase = first
  let executed = 0
  return {
    next: () => (executed < Atomics.load(words(at.EXECUTED), at.PUBLISHED) ? phase : undefined),
    done() {
      const w = words(phase + at.FIRST_CALL)
      const [kind, number] = [w[phase + at.KIND], w[phase + at.COUNT]!]
      phase = kind === at.JUMP ? w[phase + at.FIRST_CALL]! : phase + w[phase + at.WORDS]!
      Atomics.store(w, at.EXECUTED, ++executed)
      if (kind === at.REPORT) told(number)
      return kind === at.REPORT
    },
  }
}

/** Runs the phases from the first one on, until told to end. */
export function conductUntilClosed({ run, words }: Teammate, first: number, told: (report: number) => void): void {
  const conductor = createConductor(words, first, told)
  for (;;) {
    const w = words(at.PUBLISHED)
    const published = Atomics.load(w, at.PUBLISHED)
    for (let phase = conductor.next(); phase !== undefined; phase = conductor.next()) {
      run(phase)
      conductor.done()
    }
    if (Atomics.load(w, at.CLOSING) !== 0) return
    rest(w, at.PUBLISHED, published)
  }
}
