import type { MatmulCall } from '@snn/core'
import type { CpuEngine } from '../engine/engine.js'
import { addressOf } from '../engine/types.js'
import * as Matmul from '../generated/records/matmul.js'

/** Rows of one task, and the depth of A that is kept at hand for it: constants of the kernel. */
const ROWS = 64
const DEPTH = 256
const PANEL = 8
/** Products up to this many multiply-adds are made from where the operands lie. */
const FEW = 1 << 15

/** Matrix products, all four ways of transposing. */
export function createMatmul(engine: CpuEngine): (call: MatmulCall) => void {
  return ({ a, b, output, rows, inner, columns, transposeA, transposeB }) => {
    if (rows === 0 || columns === 0) return
    const work = rows * inner * columns
    const few = !transposeB && work <= FEW
    const panels = Math.ceil(columns / PANEL)
    const bytes = 4 * PANEL * panels * inner
    const packed = few ? 0 : engine.memory.allocate(bytes)

    const args = engine.argument(Matmul.WORDS)
    const u32 = engine.memory.u32()
    const at = args / 4
    u32[at + Matmul.a] = addressOf(a)
    u32[at + Matmul.aRow] = transposeA ? 4 : 4 * inner
    u32[at + Matmul.aInner] = transposeA ? 4 * rows : 4
    u32[at + Matmul.b] = addressOf(b)
    u32[at + Matmul.packed] = packed
    u32[at + Matmul.output] = addressOf(output)
    u32[at + Matmul.rows] = rows
    u32[at + Matmul.inner] = inner
    u32[at + Matmul.columns] = columns
    u32[at + Matmul.transposeB] = transposeB ? 1 : 0

    if (few) {
      engine.enqueue({ kernel: 'multiplyFew', args, kind: 'serial', count: 1 })
      return
    }
    engine.requireScratch(4 * ROWS * DEPTH)
    engine.enqueue({ kernel: 'packPanels', args, kind: 'range', count: panels, cost: 0.5 * inner * columns })
    engine.enqueue({ kernel: 'multiplyPanels', args, kind: 'groups', count: Math.ceil(rows / ROWS), cost: work / 15 })
    engine.barrier()
    engine.release(packed, bytes)
  }
}
