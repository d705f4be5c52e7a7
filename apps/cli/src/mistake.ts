/**
 * `@snn/cli/mistake`: what a program says of an error.
 * @experimental
 */

import { isSnnError } from '@snn/core'

/** The words of a mistake, or of what the machine cannot do; undefined for what is a fault of the program. */
export function mistake(error: unknown): string | undefined {
  if (isOutOfMemory(error))
    return 'this takes more memory than the machine has.\n  A smaller --hidden, --batch or --steps takes less.'
  return isSnnError(error) || isSystemError(error) ? error.message : undefined
}

/** What V8 throws where an array has no room. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof RangeError && /allocation failed|Invalid (typed )?array (buffer )?length/.test(error.message)
}

/** A full disk, a folder that may not be read: the system's words name the path. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && typeof (error as { readonly syscall?: unknown }).syscall === 'string'
}
