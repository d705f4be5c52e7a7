import { createAgent } from '../engine/agent.js'
import { PAGE, reserve } from '../reserve.js'
import { gather, type Places, scatter } from './regions.js'
import type { Span } from './share.js'

/** What a worker of a pool is started with. */
export interface MemberSetup {
  readonly module: WebAssembly.Module
  readonly thread: number
  /** Of the host's memory. */
  readonly limit: number
}

/** What it is told to do. */
export interface Order {
  /** Of the host's memory: the worker's has as many. */
  readonly bytes: number
  /** What the parcel holds. */
  readonly sent: Places
  /** A phase that was sent with the rest, and the groups to carry through it. */
  readonly phase: number
  readonly groups: Span
  /** What the parcel is to hold when it comes back. */
  readonly fetched: Places
}

/** An order with its parcel, which goes back and forth: to make one each time would cost more than the copying. */
export interface Delivery {
  readonly order: Order
  readonly parcel: ArrayBuffer
}

/** A worker with a memory of its own, in which every address means what it means in the host's. */
export function createMember({ module, limit }: MemberSetup): (delivery: Delivery) => void {
  const memory = reserve(limit, false)
  const agent = createAgent({ memory, module, thread: 0 })
  return ({ order: { bytes, sent, phase, groups, fetched }, parcel }) => {
    const [from, to] = groups
    const missing = bytes - memory.buffer.byteLength
    if (missing > 0) memory.grow(missing / PAGE)
    scatter(memory, sent, parcel)
    if (from < to) agent.carry(phase, from, to)
    gather(memory, fetched, parcel)
  }
}
