import { createAgent } from '../engine/agent.js'
import { createConductor } from '../engine/conductor.js'
import * as at from '../engine/control.js'
import { type Listeners, spawnAll, type Thread } from '../engine/spawn.js'
import type { Memory } from '../memory.js'
import type { Order } from './member.js'
import { createOrders } from './orders.js'
import { gather, scatter, sizeOf } from './regions.js'
import { MOST_WORKERS } from './share.js'

export interface PoolSetup {
  readonly memory: Memory
  readonly module: WebAssembly.Module
  /** Of the kernels, by their ids. */
  readonly names: readonly string[]
  /** Index of int32 at which the first phase will stand. */
  readonly firstPhase: number
  readonly threads: number
  /** Batches of fewer rows (steps of samples) are worked on by the calling thread alone. */
  readonly leastRows?: number | undefined
}

/**
 * Workers with memories of their own, where none can be shared. Each owns the same groups of every batch of a shape; the calling thread
 * conducts, and does all that is not cut into groups of samples.
 */
export interface Pool {
  readonly threads: number
  /** Runs the phases that were published, up to one that the workers are busy with: from there it goes on by itself. */
  proceed(): void
  stop(): Promise<void>
}

/** With fewer rows, copying weights and gradients to and fro takes as long as workers save. */
const LEAST_ROWS = 16_384

export async function createPool(setup: PoolSetup, listeners: Listeners): Promise<Pool> {
  const { memory, module, names, firstPhase, leastRows = LEAST_ROWS } = setup
  const agent = createAgent({ memory: memory.memory, module, thread: 0 })
  const conductor = createConductor(agent.words, firstPhase, listeners.report)
  const orders = createOrders(memory, names, leastRows)
  const threads = Math.min(setup.threads, MOST_WORKERS)
  const setups = Array.from({ length: threads }, (_, thread) => ({ module, thread, limit: memory.limit }))
  const workers = await spawnAll(setups, {
    ...listeners,
    carriedOut: (thread, parcel) => links[thread]!.receive(parcel),
  })
  const links = workers.map((worker) => createLink(memory, worker))
  let busy = false

  async function share(phase: number, train: number): Promise<void> {
    const parts = links.map(async (link, k) => {
      const order = orders.orderOf(phase, train, k, threads)
      return order ? link.carryOut(order) : 0
    })
    const overflow = Math.max(...(await Promise.all(parts)))
    memory.i32()[at.OVERFLOW] = overflow
  }

  function proceed(): void {
    while (!busy) {
      const phase = conductor.next()
      if (phase === undefined) return
      const train = agent.skipped(phase) ? undefined : orders.sharedTrain(phase)
      if (train === undefined) {
        agent.run(phase)
        conductor.done()
        continue
      }
      busy = true
      share(phase, train).then(
        () => {
          busy = false
          conductor.done()
          proceed()
        },
        (error: unknown) => listeners.died(String(error)),
      )
    }
  }

  return {
    threads,
    proceed,
    stop: async () => void (await Promise.all(workers.map((worker) => worker.stop(0)))),
  }
}

/** A worker is given one order at a time. */
interface Link {
  /** Resolves when what it was to fetch is in the host's memory, to the flag that a list was too short. */
  carryOut(order: Order): Promise<number>
  receive(parcel: ArrayBuffer): void
}

function createLink(memory: Memory, thread: Thread): Link {
  let parcel = new ArrayBuffer(0)
  let settle: (parcel: ArrayBuffer) => void
  return {
    async carryOut(order) {
      const size = Math.max(sizeOf(order.sent), sizeOf(order.fetched))
      if (parcel.byteLength < size) parcel = new ArrayBuffer(size)
      gather(memory.memory, order.sent, parcel)
      thread.post({ order, parcel })
      parcel = await new Promise<ArrayBuffer>((resolve) => (settle = resolve))
      scatter(memory.memory, order.fetched, parcel)
      return memory.i32()[at.OVERFLOW]!
    },
    receive: (parcel) => settle(parcel),
  }
}
