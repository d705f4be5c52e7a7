import { BackendError, compileTape, type Expression } from '@snn/core'
import { listModule } from '../expressions/list-function.js'
import { createMemory, roundUp, type Memory } from '../memory.js'
import type { SharingSetup } from '../worker.js'
import { createAgent } from './agent.js'
import { createArena, type Arena } from './arena.js'
import * as at from './control.js'
import { kernelsModule } from './kernels.js'
import { createPhaseWriter, type PhaseWriter } from './phases.js'
import { maySleep, mayShare } from './platform.js'
import { createPhaseQueue } from './queue.js'
import { createRunBuilder } from './run.js'
import type { Thread } from './spawn.js'
import type { Engine } from './types.js'

export interface EngineOptions {
  readonly threads: number
  readonly memoryLimit?: number | undefined
  /** No memory is shared, and workers with memories of their own take part from so many rows (steps of samples) on. */
  readonly apart?: number | undefined
  /** Milliseconds without progress after which threads count as dead. */
  readonly patience?: number | undefined
}

/** The engine as the driver uses it. */
export interface CpuEngine extends Engine {
  readonly memory: Memory
  /** Whether the calling thread works itself, or leaves all work to others so that it never waits. */
  readonly mode: 'calling thread' | 'conductor'
  /** Kernel id of a function `run(args, from, to)`, which is compiled once on every thread. */
  functionFrom(bytes: Uint8Array): number
  /** From here on, calls are skipped when a flag is up. */
  guarded: boolean
  /** Address of the word that a kernel sets to 1 when a value is not finite. */
  readonly nonFiniteFlag: number
  /** The `argument`s that follow are given back by the returned function. */
  openArguments(): () => void
  closeArguments(): void
  /** Gives back the `argument`s that were made outside of any step. */
  renewArguments(): void
  /** Copies the flags and the words at these addresses once all calls before have happened. */
  report(addresses: readonly number[]): Promise<Report>
  /** Raises the overflow flag, in order with the calls, although no list was too short. */
  raiseOverflow(): void
  /** Lowers the flags, in order with the calls. */
  lowerFlags(): void
  /** Copies bytes, or sets them to zero where `from` is 0, in order with the calls. */
  move(to: number, from: number, bytes: number): void
  close(): Promise<void>
}

export interface Report {
  readonly overflow: boolean
  readonly nonFinite: boolean
  readonly values: Float32Array
}

const PATIENCE = 300_000

export async function createEngine({
  threads: wanted,
  memoryLimit,
  apart,
  patience = PATIENCE,
}: EngineOptions): Promise<CpuEngine> {
  const sharing = mayShare() && apart === undefined
  const pooled = !sharing && wanted > 1
  const threads = sharing ? wanted : 1
  const conducted = sharing && !maySleep()
  const queued = pooled || conducted
  const shared = conducted || threads > 1
  const memory = createMemory({ shared, ...(memoryLimit === undefined ? {} : { limit: memoryLimit }) })
  const module = await kernelsModule(shared)
  const names = WebAssembly.Module.exports(module).flatMap(({ kind, name }) => (kind === 'function' ? [name] : []))
  const ids = new Map(names.map((name, id) => [name, id] as const))

  let failure: string | undefined
  const queue = createPhaseQueue(memory)
  const helpers: Pick<Thread, 'stop'>[] = []
  const listeners = {
    report: (number: number): void => queue.reported(number),
    died: (reason: string): void => {
      failure ??= reason
      queue.reject(dead(reason))
    },
  }

  let writer: PhaseWriter
  const setup = { memory: memory.memory, module, patience }
  const setups: SharingSetup[] = Array.from({ length: threads - 1 }, (_, k) => ({ ...setup, thread: k + 1 }))
  /** What waits for the calls enqueued so far, where the calling thread runs them itself. */
  const waiting: (() => void)[] = []
  const settle = (): void => waiting.splice(0).forEach((action) => action())

  let working = threads
  if (pooled) {
    const firstPhase = queue.first()
    const { createPool } = await import('../pool/pool.js')
    const pool = await createPool({ memory, module, names, firstPhase, threads: wanted, leastRows: apart }, listeners)
    helpers.push(pool)
    working = pool.threads
    writer = createPhaseWriter(memory, threads, queue.place, (phase) => {
      queue.publish(phase)
      pool.proceed()
    })
  } else if (conducted) {
    const firstPhase = queue.first()
    writer = createPhaseWriter(memory, threads, queue.place, queue.publish)
    setups.push({ ...setup, thread: 0, firstPhase })
  } else {
    const { run } = createAgent({ ...setup, thread: 0 })
    writer = createPhaseWriter(memory, threads, () => at.PHASE_SLOT, run)
  }
  // Where there is one thread alone, nothing of this is loaded.
  if (shared) helpers.push(...(await (await import('./spawn.js')).spawnAll(setups, listeners)))

  let guarded = false
  const builder = createRunBuilder((phase) => writer.write(phase, guarded))

  function check(): void {
    const w = memory.i32()
    if (failure === undefined && w[at.FAILED] !== 0) {
      failure = String.fromCharCode(...w.subarray(at.FAILURE_TEXT, at.FAILURE_TEXT + w[at.FAILURE_LENGTH]!))
    }
    if (failure !== undefined) throw dead(failure)
  }

  async function stop(): Promise<void> {
    const w = memory.i32()
    Atomics.store(w, at.CLOSING, 1)
    Atomics.add(w, at.EPOCH, 1)
    if (helpers.length > 0) Atomics.notify(w, at.EPOCH)
    if (queued) writer.writeSpecial(at.LOWER, false, 0)
    await Promise.all(helpers.map((helper) => helper.stop()))
  }

  // Arguments of what stands outside of steps, and of each step under way.
  let outside = createArena(memory)
  const spare: Arena[] = []
  let argumentsOfStep: Arena | undefined

  function afterwards(action: () => void): void {
    if (!engine.pending) action()
    else if (queued) {
      builder.close()
      queue.afterwards(action)
    } else waiting.push(action)
  }

  function giveBack(arena: Arena): void {
    afterwards(() => {
      arena.reset()
      spare.push(arena)
    })
  }

  // Scratch of all threads.
  let scratchBytes = 0
  let scratchAddress = 0

  // Functions made at run time: a list in memory of what every thread is to compile.
  let functions = 0
  let lastFunction = at.FIRST_FUNCTION
  const elementwise = new Map<string, number>()

  function functionFrom(bytes: Uint8Array): number {
    const address = memory.allocate(8 + bytes.length)
    memory.u8().set(bytes, address + 8)
    const w = memory.i32()
    w[address / 4 + 1] = bytes.length
    w[lastFunction] = address
    lastFunction = address / 4
    Atomics.store(w, at.FUNCTIONS, ++functions)
    return names.length + functions - 1
  }

  const engine: CpuEngine = {
    memory,
    threads: working,
    mode: conducted ? 'conductor' : 'calling thread',
    overflowFlag: 4 * at.OVERFLOW,
    nonFiniteFlag: 4 * at.NON_FINITE,
    get pending() {
      return builder.open || queue.pending
    },
    get run() {
      return builder.run
    },
    get guarded() {
      return guarded
    },
    set guarded(value) {
      builder.close()
      guarded = value
    },
    argument: (words) => (argumentsOfStep ?? outside).take(words),
    openArguments() {
      const arena = spare.pop() ?? createArena(memory)
      argumentsOfStep = arena
      return () => giveBack(arena)
    },
    closeArguments() {
      argumentsOfStep = undefined
    },
    renewArguments() {
      const old = outside
      outside = spare.pop() ?? createArena(memory)
      giveBack(old)
    },
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
    barrier: () => builder.close(),
    release: (address, bytes) => afterwards(() => memory.free(address, bytes)),
    async flush() {
      builder.close()
      settle()
      check()
      if (queued && queue.pending) {
        await queue.report((number) => writer.writeSpecial(at.REPORT, false, emptyRecord(), 0, 0, number))
        check()
      }
    },
    elementwise(expression: Expression, inputs: number) {
      const tape = compileTape([expression])
      const key = `${inputs} ${tape.key}`
      let place = elementwise.get(key)
      if (place === undefined) {
        place = at.TABLE_BASE + functionFrom(listModule(tape, inputs, shared)) - names.length
        elementwise.set(key, place)
      }
      return place
    },
    functionFrom,
    async report(addresses) {
      builder.close()
      const count = addresses.length
      const record = (argumentsOfStep ?? outside).take(3 + count)
      const u32 = memory.u32()
      u32[record / 4] = count
      u32.set(addresses, record / 4 + 3)
      if (queued) await queue.report((number) => writer.writeSpecial(at.REPORT, false, record, 0, 0, number))
      else {
        writer.writeSpecial(at.REPORT, false, record)
        settle()
      }
      check()
      const w = memory.i32()
      return {
        overflow: w[record / 4 + 1] !== 0,
        nonFinite: w[record / 4 + 2] !== 0,
        values: memory.f32().slice(record / 4 + 3, record / 4 + 3 + count),
      }
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
      if (pooled) writer.writeSpecial(at.LISTS, false, train, gradient, back ? 1 : 0, groups)
    },
    move(to, from, bytes) {
      builder.close()
      writer.writeSpecial(at.MOVE, guarded, to, from, bytes)
    },
    async close() {
      failure ??= 'it is closed'
      await stop()
      queue.reject(dead('it is closed'))
    },
  }

  function emptyRecord(): number {
    return outside.take(4)
  }

  function idOf(name: string): number {
    const id = ids.get(name)
    if (id === undefined) throw new BackendError({ what: `there is no kernel of name ${name}` })
    return id
  }

  return engine
}

function dead(reason: string): BackendError {
  return new BackendError({
    what: `the CPU backend can do no more work: ${reason}`,
    fix: 'Close it and make another one; parameters come back from the last checkpoint.',
  })
}
