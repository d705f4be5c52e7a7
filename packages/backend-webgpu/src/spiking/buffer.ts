import type { Region } from '@snn/core'
import type { Gpu } from '../device/gpu.js'
import type { GpuBuffer } from '../device/pool.js'

/** A buffer that is replaced by a larger one when it must hold more; what it held is lost then. It stays when there is no room. */
export interface Growable {
  readonly bytes: number
  /** Where it begins, with room for so many words at least. */
  room(words: number): Region
  free(): void
}

export function growable(gpu: Gpu): Growable {
  let held: GpuBuffer | undefined
  function free(): void {
    if (held) gpu.release(held)
    held = undefined
  }
  return {
    get bytes() {
      return held?.bytes ?? 0
    },
    room(words) {
      if (!held || held.bytes < 4 * words) {
        const larger = gpu.allocate(4 * Math.max(1, words))
        free()
        held = larger
      }
      return { storage: held, offset: 0 }
    },
    free,
  }
}

/** Makes what has parts that can be freed; where there is no room for all of them, those that were made are freed. */
export function orFreed<T>(parts: readonly { free(): void }[], make: () => T): T {
  try {
    return make()
  } catch (error) {
    for (const part of parts) part.free()
    throw error
  }
}

/** A region further on in the same buffer. */
export function beyond({ storage, offset }: Region, words: number): Region {
  return { storage, offset: offset + words }
}
