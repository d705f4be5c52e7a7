import { ArgumentError, BackendError, isSnnError } from './errors.js'
import type { Backend, BackendFactory } from './types.js'

/** Options of `firstOf`. @public */
export interface FirstOfOptions {
  /** Called with the reason whenever a backend is not available and the next one is tried. */
  readonly skipped?: ((reason: unknown) => void) | undefined
}

/**
 * The first backend that is available, tried in order: `firstOf([webgpu, cpu])`. Its `name` and `device` say which it is.
 * @throws (rejects) ArgumentError that a factory throws, since a wrong option is no reason to go on; BackendError that
 *   says why each is not available when none is.
 * @public
 */
export async function firstOf(factories: readonly BackendFactory[], o: FirstOfOptions = {}): Promise<Backend> {
  if (!Array.isArray(factories) || !factories.every((factory) => typeof factory === 'function'))
    throw new ArgumentError({ what: 'firstOf takes a list of factories', fix: 'As in firstOf([webgpu, cpu]).' })
  const reasons: unknown[] = []
  for (const factory of factories as readonly BackendFactory[]) {
    try {
      return await factory()
    } catch (reason) {
      if (isSnnError(reason, 'ARGUMENT')) throw reason
      reasons.push(reason)
      o.skipped?.(reason)
    }
  }
  throw new BackendError({
    what: `none of ${factories.length} backends is available`,
    context: reasons.map((reason) => (reason instanceof Error ? reason.message : String(reason))).join('\n  '),
    cause: reasons[0],
  })
}
