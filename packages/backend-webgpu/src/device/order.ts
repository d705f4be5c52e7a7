import type { Pipeline } from './pipelines.js'

/** Work in the order in which it was given, though a kernel of it may still be compiled: what comes behind waits with it. */
export interface Order {
  /** Does something once all given before is done, and the kernel that it needs is compiled: at once where that is so. */
  give(action: () => void, needs?: Pipeline): void
  /** Whether something waits: what is given then must keep its data. */
  readonly waits: boolean
  /** Resolves when all given so far is done. */
  done(): Promise<void>
}

/** @param failed is told what an action throws that had to wait; one that is done at once throws it to whoever gives it. */
export function createOrder(failed: (cause: unknown) => void): Order {
  const waiting: { readonly action: () => void; readonly needs: Pipeline | undefined }[] = []

  function goOn(): void {
    while (waiting.length > 0) {
      const { action, needs } = waiting[0]!
      if (needs?.compiling) return void needs.compiling.finally(goOn)
      waiting.shift()
      try {
        action()
      } catch (cause) {
        failed(cause)
      }
    }
  }

  return {
    give(action, needs) {
      if (waiting.length === 0 && !needs?.compiling) return action()
      if (waiting.push({ action, needs }) === 1) goOn()
    },
    get waits() {
      return waiting.length > 0
    },
    async done() {
      if (waiting.length > 0) await new Promise<void>((resolve) => waiting.push({ action: resolve, needs: undefined }))
    },
  }
}
