import { BackendError, type Span } from '@snn/core'
import { createMemory, type Memory } from '../memory.js'
import { createAgent } from './agent.js'
import * as at from './control.js'
import { kernelsModule } from './kernels.js'
import { createPhaseWriter, type PhaseWriter } from './phases.js'
import { maySleep, mayShare } from './platform.js'
import { reportOf, valuesAt, type Report } from './report.js'
import type { Later, Staff } from './staff.js'

export interface ExecutorOptions {
  readonly threads: number
  readonly memoryLimit?: number | undefined
  /** No memory is shared, and workers with memories of their own take part from so many rows (steps of samples) on. */
  readonly apart?: number | undefined
  /** Nanoseconds of work for which threads are woken. */
  readonly worthWaking?: number | undefined
  /** Milliseconds without progress after which threads count as dead. */
  readonly patience?: number | undefined
}

/** What carries phases out: the calling thread as they are written, with the help of others, or others later on. */
export interface Executor {
  readonly memory: Memory
  /** Of the kernels, by their ids. */
  readonly names: readonly string[]
  /** Those that share the memory. */
  readonly threads: number
  readonly writer: PhaseWriter
  /** Present where phases may be carried out later than they are written. */
  readonly later: Later | undefined
  /** Whether the calling thread leaves all work to others. */
  readonly conducted: boolean
  /** @throws BackendError when a kernel or a thread has failed. */
  check(): void
  /** Flags and values once all that was written has happened, which may be at once. */
  report(spans: readonly Span[], take: (words: number) => number): Report | Promise<Report>
  close(): Promise<void>
}

const PATIENCE = 300_000

/** It takes 10 to 20 µs until a thread has woken up and works. */
const WORTH_WAKING = 50_000

export async function createExecutor(options: ExecutorOptions): Promise<Executor> {
  const { threads: wanted, memoryLimit, apart, worthWaking = WORTH_WAKING, patience = PATIENCE } = options
  const sharing = mayShare() && apart === undefined
  const threads = sharing ? wanted : 1
  const way = !sharing && wanted > 1 ? 'pooled' : sharing && !maySleep() ? 'conducted' : 'helped'
  const shared = way === 'conducted' || threads > 1
  const memory = createMemory({ shared, ...(memoryLimit === undefined ? {} : { limit: memoryLimit }) })
  const module = await kernelsModule(shared)
  const names = WebAssembly.Module.exports(module).flatMap(({ kind, name }) => (kind === 'function' ? [name] : []))

  let staff: Staff | undefined
  let failure: string | undefined
  function died(reason: string): void {
    failure ??= reason
    staff?.later.reject(dead(reason))
  }
  if (shared || way === 'pooled') {
    // Where the calling thread is alone, nothing of this is loaded.
    const { createStaff } = await import('./staff.js')
    staff = await createStaff({ memory, module, names, threads, wanted, apart, worthWaking, patience, way }, died)
  }
  const later = staff?.later
  const setup = { memory: memory.memory, module, thread: 0 }
  const writer =
    later?.writer ??
    createPhaseWriter({ memory, threads, worthWaking, place: () => at.PHASE_SLOT, publish: createAgent(setup).run })

  function check(): void {
    const w = memory.i32()
    if (failure === undefined && w[at.FAILED] !== 0)
      failure = String.fromCharCode(...w.subarray(at.FAILURE_TEXT, at.FAILURE_TEXT + w[at.FAILURE_LENGTH]!))
    if (failure !== undefined) throw dead(failure)
  }

  function reportNow(spans: readonly Span[]): Report | Promise<Report> {
    try {
      check()
      return reportOf(memory, valuesAt(memory, spans))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  async function reportLater(later: Later, spans: readonly Span[], take: (words: number) => number): Promise<Report> {
    const report = await later.report(spans, take)
    check()
    return report()
  }

  async function close(): Promise<void> {
    failure ??= CLOSED
    await staff?.stop()
    later?.reject(dead(CLOSED))
  }

  return {
    memory,
    names,
    threads,
    writer,
    later,
    conducted: way === 'conducted',
    check,
    report: (spans, take) => (later?.pending ? reportLater(later, spans, take) : reportNow(spans)),
    close,
  }
}

const CLOSED = 'it is closed'

function dead(reason: string): BackendError {
  return new BackendError({
    what: `the CPU backend can do no more work: ${reason}`,
    fix: 'Close it and make another one; parameters come back from the last checkpoint.',
  })
}
