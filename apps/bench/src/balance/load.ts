/** How evenly tasks are spread over threads. */
export interface Load {
  readonly threads: number
  /** Of the thread that has most to do. */
  readonly most: number
  /** Of all threads. */
  readonly mean: number
}

/** Tasks in their order, each taken by the thread that is free first: what the engine's counter does when threads are equally fast. */
export function spread(tasks: readonly number[], threads: number): Load {
  const busy = new Array<number>(threads).fill(0)
  for (const task of tasks) {
    let free = 0
    for (let thread = 1; thread < threads; thread++) if (busy[thread]! < busy[free]!) free = thread
    busy[free]! += task
  }
  return { threads, most: Math.max(...busy), mean: tasks.reduce((a, b) => a + b, 0) / threads }
}
