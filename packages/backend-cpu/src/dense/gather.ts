import type { GatherCall } from '@snn/core'
import type { CpuEngine } from '../engine/engine.js'
import { addressOf } from '../engine/types.js'
import * as Gather from '../generated/records/gather.js'

/** Rows of a table by their indices, and the way back. */
export function createGather(engine: CpuEngine): {
  readonly gather: (call: GatherCall) => void
  readonly scatterAdd: (call: GatherCall) => void
} {
  function record({ table, tableRows, index, rows, count, width }: GatherCall): number {
    const args = engine.argument(Gather.WORDS)
    const u32 = engine.memory.u32()
    const at = args / 4
    u32[at + Gather.table] = addressOf(table)
    u32[at + Gather.tableRows] = tableRows
    u32[at + Gather.index] = addressOf(index)
    u32[at + Gather.rows] = addressOf(rows)
    u32[at + Gather.count] = count
    u32[at + Gather.width] = width
    return args
  }

  return {
    gather(call) {
      const { count, width } = call
      if (width === 0) return
      engine.enqueue({
        kernel: 'gatherRows',
        args: record(call),
        kind: 'range',
        count,
        grain: Math.max(1, Math.ceil(4096 / width)),
        cost: count * (3 + 0.3 * width),
      })
    },
    // Cut by columns: every element of the table is added up in the order of the rows, whatever the threads.
    scatterAdd(call) {
      const { count, width, tableRows } = call
      const cost = (count * 2 + tableRows) * (3 + 0.4 * width)
      engine.enqueue({ kernel: 'scatterAddRows', args: record(call), kind: 'range', count: width, grain: 32, cost })
    },
  }
}
