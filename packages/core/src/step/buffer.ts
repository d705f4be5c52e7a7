import type { Storage } from '../backend.js'

/**
 * What lies behind one or several tensors. A buffer made in a step has no storage until the step's list is complete:
 * then buffers whose lives do not overlap share it (`arena.ts`).
 */
export interface Buffer {
  readonly bytes: number
  storage: Storage | undefined
  /** Of one made in a step: the last call of its list that uses it. */
  lastUse: number
  /** Given back by its owner, or by the end of its step. */
  freed: boolean
}

export function createBuffer(bytes: number): Buffer {
  return { bytes, storage: undefined, lastUse: -1, freed: false }
}
