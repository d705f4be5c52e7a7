import { CheckpointError } from '@snn/core'
import { checkKey, checkLines, type Store } from './store.js'

/**
 * A store that lives as long as the program: to go on after an abort, and for tests.
 * @public
 */
export function memory(): Store {
  const held = new Map<string, Uint8Array>()
  let locked = false
  return {
    kind: 'store',
    name: 'memory',
    async get(key) {
      return held.get(key)?.slice()
    },
    async put(key, bytes) {
      checkKey(key)
      held.set(key, bytes.slice())
    },
    async append(key, lines) {
      checkKey(key)
      checkLines(lines)
      const old = held.get(key) ?? new Uint8Array()
      const added = new TextEncoder().encode(lines)
      const all = new Uint8Array(old.length + added.length)
      all.set(old)
      all.set(added, old.length)
      held.set(key, all)
    },
    async list(prefix = '') {
      return [...held.keys()].filter((key) => key.startsWith(prefix)).sort()
    },
    async remove(key) {
      held.delete(key)
    },
    async lock() {
      if (locked)
        throw new CheckpointError({ what: 'another run is using this memory store', fix: 'Give each run its own.' })
      locked = true
      return async () => {
        locked = false
      }
    },
  }
}
