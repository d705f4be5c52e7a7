import type { Engine } from '../engine/types.js'

/** A piece of memory that grows when more is asked for. What it held is lost then, and calls under way are not disturbed. */
export interface Buffer {
  /** 0 while nothing was asked for. */
  readonly address: number
  readonly bytes: number
  /** The address of at least so many bytes. Throws a MemoryError when there are none. */
  room(bytes: number): number
  free(): void
}

export function createBuffer(engine: Engine): Buffer {
  let address = 0
  let bytes = 0

  function free(): void {
    if (bytes > 0) engine.release(address, bytes)
    address = bytes = 0
  }

  return {
    get address() {
      return address
    },
    get bytes() {
      return bytes
    },
    room(wanted) {
      if (wanted > bytes) {
        free()
        address = engine.memory.allocate(wanted)
        bytes = wanted
      }
      return address
    },
    free,
  }
}
