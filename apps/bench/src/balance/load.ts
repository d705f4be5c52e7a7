/** How evenly tasks are spread over threads. */
export interface Load {
  readonly threads: number
  /** When the last thread is done. */
  readonly most: number
  /** What each has to do, if all have the same. */
  readonly mean: number
}

/** What each leg of each group of a task costs: a leg waits for the one before of its group, and for its own of the group before. */
export type Task = readonly (readonly number[])[]

/**
 * What the engine does when threads are equally fast: the thread that is free first does the next leg of the group that is furthest behind, of those
 * that need not wait, in its own share of the groups or else in those of others, and waits itself where there is none.
 */
export function spread(tasks: readonly Task[], threads: number): Load {
  const free = new Array<number>(threads).fill(0)
  const groups = tasks.flatMap((task) => {
    const states = task.map((legs) => ({ legs, ends: [0] }))
    return states.map((own, g) => ({ ...own, before: states[g - 1] }))
  })
  const shareOf = (g: number): number => Math.floor(((g + 1) * Math.min(threads, groups.length) - 1) / groups.length)
  for (;;) {
    const ready = groups.flatMap((group, g) => {
      const { legs, ends, before } = group
      const from = Math.max(ends.at(-1)!, before ? (before.ends[ends.length] ?? Infinity) : 0)
      return ends.length > legs.length || from === Infinity ? [] : [{ group, share: shareOf(g), from }]
    })
    if (ready.length === 0) break
    const thread = free.indexOf(Math.min(...free))
    const now = Math.max(free[thread]!, Math.min(...ready.map(({ from }) => from)))
    const may = ready.filter(({ from }) => from <= now)
    const own = may.filter(({ share }) => share === thread)
    const { ends, legs } = (own.length > 0 ? own : may).reduce((a, b) =>
      b.group.ends.length < a.group.ends.length ? b : a,
    ).group
    free[thread] = now + legs[ends.length - 1]!
    ends.push(free[thread]!)
  }
  const sum = tasks.flat(2).reduce((a, b) => a + b, 0)
  return { threads, most: Math.max(...free), mean: sum / threads }
}
