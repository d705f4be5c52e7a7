/** For how long something has been so: told once when it has lasted, and again only after it has long been otherwise. */
export interface Streak {
  /** The step since which it has been so, at the moment when it has lasted `length` steps. */
  see(holds: boolean, step: number, length: number): number | undefined
  /** The step since which it has been so, if it is. */
  readonly since: number | undefined
  /** Whether it was told and has not long been otherwise since. */
  told: boolean
}

/** Steps of being otherwise after which it is worth telling again. */
const REARM = 20

export function streak(): Streak {
  let since: number | undefined
  let seen = 0
  let otherwise = 0
  let told = false
  return {
    see(holds, step, length) {
      if (!holds) {
        since = undefined
        seen = 0
        otherwise++
        if (otherwise >= REARM) told = false
        return undefined
      }
      otherwise = 0
      since ??= step
      seen++
      if (told || seen < length) return undefined
      told = true
      return since
    },
    get since() {
      return since
    },
    get told() {
      return told
    },
    set told(value) {
      told = value
    },
  }
}
