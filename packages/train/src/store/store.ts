import { ArgumentError } from '@snn/core'

/**
 * Where a run keeps what must outlive it: bytes under keys such as `checkpoints/step-00000300.safetensors`. A key holds
 * the old bytes or the new ones, whole, whatever happens in between. Write one of your own by these six methods.
 * @public
 */
export interface Store {
  readonly kind: 'store'
  /** For messages: the path of a folder. */
  readonly name: string
  /** The bytes under a key, or undefined. */
  get(key: string): Promise<Uint8Array | undefined>
  /** Puts bytes in place of what the key held. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** Adds whole lines to what the key holds; `lines` ends with a newline. */
  append(key: string, lines: string): Promise<void>
  /** Keys that begin with `prefix`, sorted. */
  list(prefix?: string): Promise<string[]>
  /** Removes a key; one that is not there is no error. */
  remove(key: string): Promise<void>
  /**
   * Keeps other writers out until what it returns is called. Reading needs no lock.
   * @throws (rejects) CheckpointError when another run holds it.
   */
  lock(): Promise<() => Promise<void>>
}

const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/

/** @throws ArgumentError unless the key is a relative path of plain names. */
export function checkKey(key: string): void {
  if (!KEY.test(key))
    throw new ArgumentError({
      what: `a key of a store must be a path of letters, digits, '.', '_' and '-'; got '${key}'`,
      where: 'key',
    })
}

/** @throws ArgumentError unless the text is whole lines. */
export function checkLines(lines: string): void {
  if (!lines.endsWith('\n'))
    throw new ArgumentError({ what: 'what is appended must end with a newline', where: 'lines' })
}
