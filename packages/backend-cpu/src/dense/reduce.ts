import type { ReduceCall } from '@snn/core'
import type { CpuEngine } from '../engine/engine.js'
import { addressOf } from '../engine/types.js'
import * as Reduce from '../generated/records/reduce.js'

/** Elements or rows that are added up one after the other; sums of more are sums of such sums, whatever the threads. */
const BLOCK = { elements: 4096, rows: 128 } as const
/** Columns of one unit of `sumRows`. */
const TILE = 64

/** Sums, maxima and their places along one axis. */
export function createReduce(engine: CpuEngine): (call: ReduceCall) => void {
  function record(input: number, output: number, length: number, inner: number, block: number, blocks: number): number {
    const args = engine.argument(Reduce.WORDS)
    const u32 = engine.memory.u32()
    const at = args / 4
    u32[at + Reduce.input] = input
    u32[at + Reduce.output] = output
    u32[at + Reduce.length] = length
    u32[at + Reduce.inner] = inner
    u32[at + Reduce.block] = block
    u32[at + Reduce.blocks] = blocks
    u32[at + Reduce.tiles] = Math.ceil(inner / TILE)
    return args
  }

  function sum(input: number, output: number, outer: number, length: number, inner: number): void {
    const block = inner === 1 ? BLOCK.elements : BLOCK.rows
    const blocks = Math.ceil(length / block)
    const bytes = 4 * outer * blocks * inner
    const target = blocks === 1 ? output : engine.memory.allocate(bytes)
    const tiles = inner === 1 ? 1 : Math.ceil(inner / TILE)
    const ofUnit = Math.min(length, block) * Math.min(inner, TILE)
    engine.enqueue({
      kernel: inner === 1 ? 'sumElements' : 'sumRows',
      args: record(input, target, length, inner, block, blocks),
      kind: 'range',
      count: outer * blocks * tiles,
      grain: Math.max(1, Math.floor(8192 / ofUnit)),
      cost: 0.15 * outer * length * inner + 5 * outer * blocks * tiles,
    })
    if (blocks === 1) return
    sum(target, output, outer, blocks, inner)
    engine.release(target, bytes)
  }

  return ({ op, input, output, outer, length, inner }) => {
    const count = outer * inner
    if (count === 0) return
    if (op === 'sum' && length === 0) engine.move(addressOf(output), 0, 4 * count)
    else if (op === 'sum') sum(addressOf(input), addressOf(output), outer, length, inner)
    else
      engine.enqueue({
        kernel: op === 'max' ? 'maxElements' : 'argmaxElements',
        args: record(addressOf(input), addressOf(output), length, inner, length, 1),
        kind: 'range',
        count,
        grain: Math.max(1, Math.floor(4096 / length)),
        cost: count * (length + 3),
      })
  }
}
