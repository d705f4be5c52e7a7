/** Ctrl-C once: the signal. Twice: the end, at once. */
export function stopOnSignal(told: () => void): { readonly signal: AbortSignal; forget(): void } {
  const controller = new AbortController()
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130)
    told()
    controller.abort()
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  return {
    signal: controller.signal,
    forget: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  }
}
