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
 * that need not wait, and waits itself where there is none.
 */
export function spread(tasks: readonly Task[], threads: number): Load {
  const free = new Array<number>(threads).fill(0)
  const groups = tasks.flatMap((task) => {
    const states = task.map((legs) => ({ legs, ends: [0] }))
    return states.map((own, g) => ({ ...own, before: states[g - 1] }))
  })
  for (;;) {
    const ready = groups.flatMap((group) => {
      const { legs, ends, before } = group
      const from = Math.max(ends.at(-1)!, before ? (before.ends[ends.length] ?? Infinity) : 0)
      return ends.length > legs.length || from === Infinity ? [] : [{ group, from }]
    })
    if (ready.length === 0) break
    const thread = free.indexOf(Math.min(...free))
    const now = Math.max(free[thread]!, Math.min(...ready.map(({ from }) => from)))
    const { ends, legs } = ready
      .filter(({ from }) => from <= now)
      .reduce((a, b) => (b.group.ends.length < a.group.ends.length ? b : a)).group
    free[thread] = now + legs[ends.length - 1]!
    ends.push(free[thread]!)
  }
  const sum = tasks.flat(2).reduce((a, b) => a + b, 0)
  return { threads, most: Math.max(...free), mean: sum / threads }
}
