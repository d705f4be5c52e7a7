import type { Store } from './store.js'

/**
 * The JSON lines under a key, in order. A last line without its newline, which only a crash of the machine can leave, is
 * left out.
 * @returns an empty list when there is no such key.
 * @public
 */
export async function readLines(store: Pick<Store, 'get'>, key: string): Promise<unknown[]> {
  const bytes = await store.get(key)
  if (bytes === undefined) return []
  const text = new TextDecoder().decode(bytes)
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => JSON.parse(line))
}

/** Values as JSON lines. */
export function toLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('')
}
