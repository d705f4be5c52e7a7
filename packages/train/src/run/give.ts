/**
 * Gives a step and waits until its closure has run, since what the step reads may be freed from then on. That is at once, unless
 * others have steps under way on the backend, or wait to be alone there as `model.run` does.
 * @param step gives it, and calls what it is given in the closure.
 * @returns what the step will come to.
 */
export async function give<T>(step: (begun: () => void) => Promise<T>): Promise<{ readonly outcome: Promise<T> }> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const outcome = step(resolve)
  // A step that fails before its closure has run never begins.
  outcome.catch(() => resolve())
  await promise
  return { outcome }
}
