import type { GuardCall } from '@snn/core'
import type { CpuEngine } from '../engine/engine.js'
import { addressOf } from '../engine/types.js'
import * as Guard from '../generated/records/guard.js'

/** Elements of one piece. */
const PIECE = 1 << 15

/** Raises the non-finite flag for infinity and NaN, found by their bits. */
export function createGuard(engine: CpuEngine): (call: GuardCall) => void {
  return ({ regions }) => {
    let pieces = 0
    let elements = 0
    for (const { length } of regions) {
      pieces += Math.ceil(length / PIECE)
      elements += length
    }
    if (pieces === 0) return
    const args = engine.argument(Guard.WORDS + 2 * pieces)
    const u32 = engine.memory.u32()
    u32[args / 4 + Guard.flag] = engine.nonFiniteFlag
    let at = args / 4 + Guard.WORDS
    for (const region of regions) {
      for (let first = 0; first < region.length; first += PIECE) {
        u32[at++] = addressOf(region) + 4 * first
        u32[at++] = Math.min(PIECE, region.length - first)
      }
    }
    engine.enqueue({ kernel: 'guardPieces', args, kind: 'range', count: pieces, cost: 0.15 * elements })
  }
}
