import { createAgent } from '../engine/agent.js'
import { PAGE, reserve } from '../reserve.js'
import { gather, type Places, scatter } from './regions.js'
import type { Span } from './share.js'

/** What a worker of a pool is started with. */
export interface MemberSetup {
  readonly module: WebAssembly.Module
  readonly thread: number
  /** Bytes that its memory may have to reach. */
  readonly reach: number
}

/** What it is told to do. */
export interface Order {
  /** Of the host's memory: the worker's has as many. */
  readonly bytes: number
  readonly places: Places
  readonly data: ArrayBuffer
  /** A phase that was sent with the rest, and the groups to carry through it. */
  readonly phase: number
  readonly groups: Span
  /** What it is to answer with. */
  readonly fetched: Places
}

/** A worker with a memory of its own, in which every address means what it means in the host's. */
export function createMember({ module, reach }: MemberSetup): (order: Order) => ArrayBuffer {
  const memory = reserve(reach, false)
  const agent = createAgent({ memory, module, thread: 0, patience: 0 })
  return ({ bytes, places, data, phase, groups: [from, to], fetched }) => {
    const missing = bytes - memory.buffer.byteLength
    if (missing > 0) memory.grow(missing / PAGE)
    scatter(memory, places, data)
    if (from < to) agent.carry(phase, from, to)
    return gather(memory, fetched)
  }
}
