/** That of the platform, whatever tests put in its place later. */
const { setImmediate: immediate } = globalThis as { setImmediate?: (action: () => void) => unknown }

/**
 * Has something done in the next turn of the event loop, without the delay of timers: each call of what is returned asks for it once.
 * @experimental
 */
export function inNextTurn(action: () => void): () => void {
  if (immediate) return () => void immediate(action)
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = action
  return () => port2.postMessage(undefined)
}

const waiting: (() => void)[] = []
let ask: (() => void) | undefined

/** Resolves in the next turn of the event loop, without the delay of timers. @experimental */
export function nextTurn(): Promise<void> {
  ask ??= inNextTurn(() => {
    for (const resolve of waiting.splice(0)) resolve()
  })
  return new Promise((resolve) => {
    waiting.push(resolve)
    ask!()
  })
}
