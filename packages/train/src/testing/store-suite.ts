import { describe, expect, it } from 'vitest'
import { readLines } from '../store/lines.js'
import type { Store } from '../store/store.js'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

/** What any store must do. `make` gives a fresh, empty one. */
export function storeSuite(make: () => Store | Promise<Store>): void {
  describe('a store', () => {
    it('gives back what was put, and undefined for what was not', async () => {
      const store = await make()
      expect(await store.get('a/b.bin')).toBeUndefined()
      await store.put('a/b.bin', bytes(1, 2, 3))
      await store.put('a/b.bin', bytes(4))
      expect(await store.get('a/b.bin')).toEqual(bytes(4))
      await store.put('empty', bytes())
      expect(await store.get('empty')).toEqual(bytes())
    })

    it('keeps its own copy of what was put', async () => {
      const store = await make()
      const mine = bytes(1)
      await store.put('a', mine)
      mine[0] = 9
      expect(await store.get('a')).toEqual(bytes(1))
    })

    it('appends whole lines in order', async () => {
      const store = await make()
      expect(await readLines(store, 'm.jsonl')).toEqual([])
      await store.append('m.jsonl', '{"a":1}\n')
      await store.append('m.jsonl', '{"a":"ü"}\n[3]\n')
      expect(await readLines(store, 'm.jsonl')).toEqual([{ a: 1 }, { a: 'ü' }, [3]])
      await expect(store.append('m.jsonl', 'half')).rejects.toThrow('must end with a newline')
      expect(await readLines(store, 'm.jsonl')).toHaveLength(3)
    })

    it('lists keys by prefix, sorted, and removes them', async () => {
      const store = await make()
      expect(await store.list()).toEqual([])
      for (const key of ['c/2', 'c/10', 'c/d/1', 'b']) await store.put(key, bytes(0))
      expect(await store.list()).toEqual(['b', 'c/10', 'c/2', 'c/d/1'])
      expect(await store.list('c/')).toEqual(['c/10', 'c/2', 'c/d/1'])
      await store.remove('c/2')
      await store.remove('never')
      expect(await store.list('c/')).toEqual(['c/10', 'c/d/1'])
    })

    it('lets one writer in at a time, and shows no lock among its keys', async () => {
      const store = await make()
      const release = await store.lock()
      await expect(store.lock()).rejects.toMatchObject({ code: 'CHECKPOINT' })
      expect(await store.list()).toEqual([])
      await release()
      await (
        await store.lock()
      )()
    })

    it.each(['', '/a', 'a/', '../a', 'a/../b', '.hidden', 'a b', 'a\\b'])('refuses the key %j', async (key) => {
      const store = await make()
      await expect((async () => store.put(key, bytes(1)))()).rejects.toMatchObject({ code: 'ARGUMENT' })
    })
  })
}
