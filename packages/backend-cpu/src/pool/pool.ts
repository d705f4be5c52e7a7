import { createAgent } from '../engine/agent.js'
import { createConductor } from '../engine/conductor.js'
import * as at from '../engine/control.js'
import { type Listeners, spawn } from '../engine/spawn.js'
import type { Memory } from '../memory.js'
import type { Order } from './member.js'
import { createOrders } from './orders.js'
import { scatter } from './regions.js'
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

/** A run over fewer rows takes a few milliseconds at most, against one for its messages. */
const LEAST_ROWS = 16_384

export async function createPool(setup: PoolSetup, listeners: Listeners): Promise<Pool> {
  const { memory, module, names, firstPhase, leastRows = LEAST_ROWS } = setup
  const agent = createAgent({ memory: memory.memory, module, thread: 0, patience: 0 })
  const conductor = createConductor(agent, firstPhase, listeners.report)
  const orders = createOrders(memory, names, leastRows)
  const threads = Math.min(setup.threads, MOST_WORKERS)
  const members = await startMembers(setup, threads, listeners)
  let busy = false

  async function share(phase: number, train: number): Promise<void> {
    const given = members.map((_, k) => orders.orderOf(phase, train, k, threads))
    const answers = await Promise.all(members.map((member, k) => member.carryOut(given[k]!)))
    let overflow = 0
    answers.forEach((data, k) => {
      scatter(memory.memory, given[k]!.fetched, data)
      overflow |= memory.i32()[at.OVERFLOW]!
    })
    memory.i32()[at.OVERFLOW] = overflow
  }

  function proceed(): void {
    while (!busy) {
      const phase = conductor.next()
      if (phase === undefined) return
      const train = orders.sharedTrain(phase)
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
    stop: async () => void (await Promise.all(members.map((member) => member.stop()))),
  }
}

/** A worker is given one order at a time. */
interface Member {
  carryOut(order: Order): Promise<ArrayBuffer>
  stop(): Promise<void>
}

async function startMembers(setup: PoolSetup, threads: number, listeners: Listeners): Promise<Member[]> {
  const started = await Promise.allSettled(Array.from({ length: threads }, (_, k) => startMember(setup, k, listeners)))
  const members = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const refused = started.find((one) => one.status === 'rejected')
  if (refused === undefined) return members
  await Promise.all(members.map((member) => member.stop()))
  throw refused.reason
}

async function startMember({ module, memory }: PoolSetup, thread: number, listeners: Listeners): Promise<Member> {
  let answer: (data: ArrayBuffer) => void
  const worker = await spawn({ module, thread, reach: memory.limit }, { ...listeners, answer: (data) => answer(data) })
  return {
    carryOut: (order) =>
      new Promise((resolve) => {
        answer = resolve
        worker.post(order)
      }),
    stop: () => worker.stop(0),
  }
}
