import { BackendError } from '@snn/core'
import { createMemory, type Memory } from '../memory.js'
import type { SharingSetup } from '../worker.js'
import { createAgent } from './agent.js'
import * as at from './control.js'
import { kernelsModule } from './kernels.js'
import { createPhaseWriter, type PhaseWriter } from './phases.js'
import { maySleep, mayShare } from './platform.js'
import { createPhaseQueue, type PhaseQueue } from './queue.js'
import type { Thread } from './spawn.js'

export interface ExecutorOptions {
  readonly threads: number
  readonly memoryLimit?: number | undefined
  /** No memory is shared, and workers with memories of their own take part from so many rows (steps of samples) on. */
  readonly apart?: number | undefined
  /** Milliseconds without progress after which threads count as dead. */
  readonly patience?: number | undefined
}

/** Memory, and the threads that carry out what is written: with the calling thread, for it (`conducted`), or with copies (`pooled`). */
export interface Executor {
  readonly memory: Memory
  readonly writer: PhaseWriter
  /** What was written and has not happened; without it, all happens as it is written. */
  readonly queue: PhaseQueue | undefined
  readonly pooled: boolean
  readonly conducted: boolean
  /** Those that share the memory, and those that work. */
  readonly threads: number
  readonly working: number
  /** Of the kernels, by their ids. */
  readonly names: readonly string[]
  /** @throws BackendError when a kernel or a thread has failed. */
  check(): void
  close(): Promise<void>
}

const PATIENCE = 300_000

export async function createExecutor({
  threads: wanted,
  memoryLimit,
  apart,
  patience = PATIENCE,
}: ExecutorOptions): Promise<Executor> {
  const sharing = mayShare() && apart === undefined
  const pooled = !sharing && wanted > 1
  const threads = sharing ? wanted : 1
  const conducted = sharing && !maySleep()
  const shared = conducted || threads > 1
  const memory = createMemory({ shared, ...(memoryLimit === undefined ? {} : { limit: memoryLimit }) })
  const module = await kernelsModule(shared)
  const names = WebAssembly.Module.exports(module).flatMap(({ kind, name }) => (kind === 'function' ? [name] : []))

  let failure: string | undefined
  const queue = pooled || conducted ? createPhaseQueue(memory) : undefined
  const helpers: Pick<Thread, 'stop'>[] = []
  const listeners = {
    report: (number: number): void => queue?.reported(number),
    died: (reason: string): void => {
      failure ??= reason
      queue?.reject(dead(reason))
    },
  }

  let writer: PhaseWriter
  const setup = { memory: memory.memory, module, patience }
  const setups: SharingSetup[] = Array.from({ length: threads - 1 }, (_, k) => ({ ...setup, thread: k + 1 }))
  let working = threads
  if (!queue) {
    const { run } = createAgent({ ...setup, thread: 0 })
    writer = createPhaseWriter(memory, threads, () => at.PHASE_SLOT, run)
  } else if (conducted) {
    const firstPhase = queue.first()
    writer = createPhaseWriter(memory, threads, queue.place, queue.publish)
    setups.push({ ...setup, thread: 0, firstPhase })
  } else {
    const firstPhase = queue.first()
    const { createPool } = await import('../pool/pool.js')
    const pool = await createPool({ memory, module, names, firstPhase, threads: wanted, leastRows: apart }, listeners)
    helpers.push(pool)
    working = pool.threads
    writer = createPhaseWriter(memory, threads, queue.place, (phase) => {
      queue.publish(phase)
      pool.proceed()
    })
  }
  // Where there is one thread alone, nothing of this is loaded.
  if (shared) helpers.push(...(await (await import('./spawn.js')).spawnAll(setups, listeners)))

  function check(): void {
    const w = memory.i32()
    if (failure === undefined && w[at.FAILED] !== 0)
      failure = String.fromCharCode(...w.subarray(at.FAILURE_TEXT, at.FAILURE_TEXT + w[at.FAILURE_LENGTH]!))
    if (failure !== undefined) throw dead(failure)
  }

  async function close(): Promise<void> {
    failure ??= CLOSED
    const w = memory.i32()
    Atomics.store(w, at.CLOSING, 1)
    Atomics.add(w, at.EPOCH, 1)
    if (helpers.length > 0) Atomics.notify(w, at.EPOCH)
    if (queue) writer.writeSpecial(at.LOWER, false, 0)
    await Promise.all(helpers.map((helper) => helper.stop()))
    queue?.reject(dead(CLOSED))
  }

  return { memory, writer, queue, pooled, conducted, threads, working, names, check, close }
}

const CLOSED = 'it is closed'

function dead(reason: string): BackendError {
  return new BackendError({
    what: `the CPU backend can do no more work: ${reason}`,
    fix: 'Close it and make another one; parameters come back from the last checkpoint.',
  })
}
