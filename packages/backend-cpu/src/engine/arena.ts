import type { EngineMemory } from './types.js'

/** Words that are given out one after the other and taken back all at once. */
export interface Arena {
  /** Address of `words` zeroed 4-byte words, a multiple of 16. */
  take(words: number): number
  /** Takes everything back. The memory is kept for what comes next. */
  reset(): void
  /** Whether words were taken since the last reset. */
  readonly used: boolean
}

const CHUNK = 1 << 14

export function createArena(memory: EngineMemory): Arena {
  const chunks: { readonly address: number; readonly bytes: number }[] = []
  let chunk = -1
  let next = 0
  let end = 0

  function advance(bytes: number): void {
    while (++chunk < chunks.length && chunks[chunk]!.bytes < bytes);
    if (chunk >= chunks.length) {
      const size = Math.max(CHUNK, bytes)
      chunks.push({ address: memory.allocate(size), bytes: size })
      chunk = chunks.length - 1
    }
    next = chunks[chunk]!.address
    end = next + chunks[chunk]!.bytes
  }

  return {
    take(words) {
      const bytes = Math.ceil(words / 4) * 16
      if (next + bytes > end) advance(bytes)
      const address = next
      next += bytes
      const u32 = memory.u32()
      for (let word = address / 4; word < next / 4; word++) u32[word] = 0
      return address
    },
    reset() {
      chunk = -1
      next = end = 0
    },
    get used() {
      return chunk >= 0
    },
  }
}
