import type { Storage } from '../backend.js'

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
