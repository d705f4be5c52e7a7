/** For how long something has been so: told once when it has lasted, and again only after it has been otherwise. */
export interface Streak {
  /** The step since which it has been so, at the moment when it has lasted `length` steps. */
  see(holds: boolean, step: number, length: number): number | undefined
  /** Whether it was told and still is so. */
  readonly told: boolean
}

export function streak(): Streak {
  let since: number | undefined
  let seen = 0
  let told = false
  return {
    see(holds, step, length) {
      if (!holds) {
        since = undefined
        seen = 0
        told = false
        return undefined
      }
      since ??= step
      seen++
      if (told || seen < length) return undefined
      told = true
      return since
    },
    get told() {
      return told
    },
  }
}
