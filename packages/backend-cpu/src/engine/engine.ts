import { BackendError, type Span } from '@snn/core'
import { roundUp, type Memory } from '../memory.js'
import { createArguments, type StepArguments } from './arguments.js'
import * as at from './control.js'
import { createExecutor, type ExecutorOptions } from './executor.js'
import { createFunctions, type Functions } from './functions.js'
import type { Report } from './report.js'
import { createRunBuilder } from './run.js'
import type { Engine } from './types.js'

/** The engine as the driver uses it. */
export interface CpuEngine extends Engine, StepArguments, Functions {
  readonly memory: Memory
  /** Whether the calling thread works itself, or leaves all work to others so that it never waits. */
  readonly mode: 'calling thread' | 'conductor'
  /** From here on, calls are skipped when a flag is up. */
  guarded: boolean
  /** Address of the word that a kernel sets to 1 when a value is not finite. */
  readonly nonFiniteFlag: number
  /**
   * Copies the flags and what lies at these places once all calls before have happened, which may be at once. The promise rejects
   * when a thread or a kernel has failed.
   */
  report(spans: readonly Span[]): Report | Promise<Report>
  /** Raises the overflow flag, in order with the calls, although no list was too short. */
  raiseOverflow(): void
  /** Lowers the flags, in order with the calls. */
  lowerFlags(): void
  /** Copies bytes, or sets them to zero where `from` is 0, in order with the calls. */
  move(to: number, from: number, bytes: number): void
  close(): Promise<void>
}

export async function createEngine(options: ExecutorOptions): Promise<CpuEngine> {
  const executor = await createExecutor(options)
  const { memory, names, threads, writer, later, conducted, check, report, close } = executor
  const ids = new Map(names.map((name, id) => [name, id] as const))
  const stepArguments = createArguments(memory, afterwards)

  let guarded = false
  const builder = createRunBuilder({
    calls: (phase, calls) => writer.write(phase, calls, guarded),
    ranges: (ranges, cost) => writer.writeRanges(ranges, cost, guarded),
  })

  /** What waits for calls that were not handed on yet. */
  const waiting: (() => void)[] = []

  function afterwards(action: () => void): void {
    if (builder.open) waiting.push(action)
    else if (later?.pending) later.afterwards(action)
    else action()
  }

  let submission = 0
  let happened = 0

  /** Hands on all calls enqueued so far. */
  function handOn(): void {
    builder.close()
    const next = ++submission
    if (later?.pending) later.afterwards(() => (happened = next))
    else happened = next
    if (waiting.length > 0) for (const action of waiting.splice(0)) afterwards(action)
  }

  // Scratch of all threads.
  let scratchBytes = 0
  let scratchAddress = 0

  function idOf(name: string): number {
    const id = ids.get(name)
    if (id === undefined) throw new BackendError({ what: `there is no kernel of name ${name}` })
    return id
  }

  const engine: CpuEngine = {
    memory,
    threads: later?.workers || threads,
    mode: conducted ? 'conductor' : 'calling thread',
    overflowFlag: 4 * at.OVERFLOW,
    nonFiniteFlag: 4 * at.NON_FINITE,
    get pending() {
      return builder.open || (later?.pending ?? false)
    },
    get run() {
      return builder.run
    },
    get submission() {
      return submission
    },
    happened: (number) => number < happened || !engine.pending,
    get guarded() {
      return guarded
    },
    set guarded(value) {
      builder.close()
      guarded = value
    },
    ...stepArguments,
    ...createFunctions(memory, names.length),
    requireScratch(bytes) {
      if (bytes <= scratchBytes) return
      engine.barrier()
      const [oldAddress, oldBytes] = [scratchAddress, scratchBytes]
      const newBytes = roundUp(Math.max(bytes, 1.25 * oldBytes))
      scratchAddress = memory.allocate(newBytes * threads)
      scratchBytes = newBytes
      writer.writeSpecial(at.SET, false, at.SCRATCH, scratchAddress)
      writer.writeSpecial(at.SET, false, at.SCRATCH_BYTES, scratchBytes)
      if (oldBytes > 0) engine.release(oldAddress, oldBytes * threads)
    },
    enqueue(call) {
      builder.add(call, typeof call.kernel === 'number' ? call.kernel : idOf(call.kernel))
    },
    barrier: builder.close,
    release: (address, bytes) => afterwards(() => memory.free(address, bytes)),
    async flush() {
      handOn()
      check()
      if (later?.pending) await report([], stepArguments.argument)
    },
    report(spans) {
      handOn()
      return report(spans, stepArguments.argument)
    },
    raiseOverflow() {
      builder.close()
      writer.writeSpecial(at.SET, false, at.OVERFLOW, 1)
    },
    lowerFlags() {
      builder.close()
      writer.writeSpecial(at.LOWER, false, 0)
    },
    moveLists(train, gradient, groups, back) {
      builder.close()
      if (later?.workers) writer.writeSpecial(at.LISTS, false, train, gradient, back ? 1 : 0, groups)
    },
    move(to, from, bytes) {
      builder.close()
      writer.writeSpecial(at.MOVE, guarded, to, from, bytes)
    },
    close,
  }
  return engine
}
