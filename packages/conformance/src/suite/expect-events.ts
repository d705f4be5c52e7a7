import { expect } from 'vitest'

type Entries = Readonly<Record<'b' | 't' | 'i', ArrayLike<number>>>

/** Fails unless both lists hold the same entries in the same order; names the first that differs. */
export function expectEvents(what: string, actual: Entries, expected: Entries): void {
  const entry = ({ b, t, i }: Entries, k: number): string =>
    k < b.length ? `(b ${b[k]}, t ${t[k]}, i ${i[k]})` : 'nothing more'
  const length = Math.max(actual.b.length, expected.b.length)
  for (let k = 0; k < length; k++)
    if (entry(actual, k) !== entry(expected, k))
      expect.fail(
        `${what}: entry ${k} is ${entry(actual, k)}, should be ${entry(expected, k)}; ${actual.b.length} entries for ${expected.b.length}`,
      )
}
