/** What a driver asks when it is to rehearse replays: `begin` and `resume` of its own, and in `commit` whether to raise the overflow flag. */
export interface Rehearsal {
  begin(): void
  /** Whether this step is to be voided. Asked once a step. */
  voids(): boolean
  resume(): void
}

/**
 * With `always`, every step is voided when it is given first, as if a list had been too short, and happens when it is given
 * again: for the option `replay` of drivers, by which tests make sure that a replay changes nothing.
 */
export function createRehearsal(always: boolean): Rehearsal {
  let voided = 0
  let repeats = 0
  let first = false
  return {
    begin() {
      first = always && repeats === 0
      if (repeats > 0) repeats--
    },
    voids() {
      if (first) voided++
      return first
    },
    resume() {
      repeats = voided
      voided = 0
    },
  }
}
