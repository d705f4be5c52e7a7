/** With `always`, every step is voided when it is given first, as if a list had been too short, and happens when it is given again. */
export function createRehearsal(always: boolean): { begin(): void; voids(): boolean; resume(): void } {
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
