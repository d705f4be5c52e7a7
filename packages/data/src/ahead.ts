/** Work that starts by itself soon, or at once when it is asked for. */
export interface Ahead<T> {
  /** Starts the work if it has not, and waits for it. */
  result(): Promise<T>
  /** Drops the work; what it has made already goes to `dispose`. */
  cancel(dispose: (value: T) => void): Promise<void>
}

/** Starts `work` after the caller has got on with its own, so that both overlap where work runs elsewhere. */
export function ahead<T>(work: () => Promise<T>): Ahead<T> {
  let running: Promise<T> | undefined
  function result(): Promise<T> {
    clearTimeout(timer)
    if (running === undefined) {
      running = work()
      running.catch(() => undefined)
    }
    return running
  }
  const timer = setTimeout(result, 0)
  return {
    result,
    async cancel(dispose): Promise<void> {
      clearTimeout(timer)
      await running?.then(dispose, () => undefined)
    },
  }
}
