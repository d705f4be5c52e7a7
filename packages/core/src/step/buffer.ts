import type { Region, Storage } from '../backend.js'

/**
 * What lies behind one or several tensors. A buffer made in a step has no storage until the step's list is complete:
 * then buffers whose lives do not overlap share it (`arena.ts`).
 */
export interface Buffer {
  readonly bytes: number
  storage: Storage | undefined
  /** Given back by its owner, or by the end of its step. */
  freed: boolean
}

/** A place in a buffer, which is a place on the device once the buffer has its storage. `offset` counts elements. */
export function regionOf(buffer: Buffer, offset = 0): Region {
  return { storage: buffer.storage!, offset }
}
