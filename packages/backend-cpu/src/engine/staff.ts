import type { Span } from '@snn/core'
import type { Memory } from '../memory.js'
import type { SharingSetup } from '../worker.js'
import { conductHere } from './conduct-here.js'
import { createConductor } from './conductor.js'
import * as at from './control.js'
import { createLegs } from './legs.js'
import { createPhaseWriter, type PhaseWriter } from './phases.js'
import { createPhaseQueue, type PhaseQueue } from './queue.js'
import { lengthOf, reportOf, type Report } from './report.js'
import { spawnAll, type Thread } from './spawn.js'
import { createTeammate } from './team.js'
import { addressOf } from './types.js'

export interface StaffSetup {
  readonly memory: Memory
  readonly module: WebAssembly.Module
  /** Of the kernels, by their ids. */
  readonly names: readonly string[]
  /** Those that share the memory, and those that were asked for. */
  readonly threads: number
  readonly wanted: number
  readonly apart: number | undefined
  readonly worthWaking: number
  readonly patience: number
  /** The calling thread works and is helped; or it must not wait, and one of the others conducts; or none shares its memory. */
  readonly way: 'helped' | 'conducted' | 'pooled'
}

/** The threads beside the calling one. */
export interface Staff {
  readonly later: Later
  stop(): Promise<void>
}

/** Has phases carried out later than they are written. */
export interface Later {
  readonly writer: PhaseWriter
  /** Workers that have memories of their own; 0 where they share one. */
  readonly workers: number
  /** Whether there are phases that have not happened yet. */
  readonly pending: boolean
  /** Called back once all phases written so far have happened. */
  afterwards(action: () => void): void
  /** Resolves when all phases written so far have happened, to what reads the flags and values of that moment. */
  report(spans: readonly Span[], take: (words: number) => number): Promise<() => Report>
  /** No report will come any more. */
  reject(error: unknown): void
}

/** @param died is told why a thread has ended that was not asked to. */
export async function createStaff(
  { memory, module, names, threads, wanted, apart, worthWaking, patience, way }: StaffSetup,
  died: (reason: string) => void,
): Promise<Staff> {
  const setup = { memory: memory.memory, module, patience }
  const setups: SharingSetup[] = Array.from({ length: threads - 1 }, (_, k) => ({ ...setup, thread: k + 1 }))
  const queue = createPhaseQueue(memory)
  const listeners = { died, report: queue.reported }
  const firstPhase = queue.first()
  if (way === 'conducted') setups.push({ ...setup, thread: 0, firstPhase })

  let workers = 0
  let helpers: readonly Pick<Thread, 'stop'>[]
  let proceed: () => void
  if (way === 'pooled') {
    const { createPool } = await import('../pool/pool.js')
    const pool = await createPool({ memory, module, names, firstPhase, threads: wanted, leastRows: apart }, listeners)
    helpers = [pool]
    workers = pool.threads
    proceed = pool.proceed
  } else {
    helpers = await spawnAll(setups, listeners)
    if (way === 'conducted') proceed = () => void Atomics.notify(memory.i32(), at.PUBLISHED, 1)
    else {
      const own = createTeammate({ ...setup, thread: 0 })
      proceed = conductHere(own, createConductor(own.words, firstPhase, queue.reported))
    }
  }

  const publish = (): void => {
    queue.publish()
    proceed()
  }
  const legsOf = threads > 1 ? createLegs(worthWaking) : undefined
  const writer = createPhaseWriter({ memory, threads, worthWaking, place: queue.place, legsOf, publish })
  const later = createLater(memory, queue, writer, workers)

  async function stop(): Promise<void> {
    const w = memory.i32()
    Atomics.store(w, at.CLOSING, 1)
    Atomics.add(w, at.EPOCH, 1)
    Atomics.notify(w, at.EPOCH)
    if (way === 'conducted') writer.writeSpecial(at.LOWER, false, 0)
    await Promise.all(helpers.map((helper) => helper.stop()))
  }

  return { later, stop }
}

function createLater(memory: Memory, queue: PhaseQueue, writer: PhaseWriter, workers: number): Later {
  return {
    writer,
    workers,
    get pending() {
      return queue.pending
    },
    afterwards: queue.afterwards,
    async report(spans, take) {
      const count = lengthOf(spans)
      // Count, flags, and addresses that the values take the place of.
      const place = take(3 + count) / 4
      const u32 = memory.u32()
      u32[place] = count
      let next = place + 3
      for (const span of spans) for (let k = 0; k < span.length; k++) u32[next++] = addressOf(span) + 4 * k
      await queue.report((number) => writer.writeSpecial(at.REPORT, false, 4 * place, 0, 0, number))
      return () => reportOf(memory, memory.f32().slice(place + 3, place + 3 + count), place + 1, place + 2)
    },
    reject: queue.reject,
  }
}
