import type { EngineCall } from './types.js'

/** Takes a phase: what one call or the calls of a run are to do, as pairs of function and address of the arguments. All is used again. */
export type Emit = (phase: EngineCall, pairs: Int32Array, length: number) => void

/** Joins calls to runs, and hands phases on in the order in which they are to happen. */
export interface RunBuilder {
  /** Counts the runs. */
  readonly run: number
  /** Whether there are calls that were not handed on. */
  readonly open: boolean
  add(call: EngineCall, kernel: number): void
  /** Hands on the run under way, the early ranges before it and the late ones after it. */
  close(): void
}

/** More calls than this are two runs. */
const LONGEST_RUN = 2000

export function createRunBuilder(emit: Emit): RunBuilder {
  let run = 0
  const early: EngineCall[] = []
  const late: EngineCall[] = []
  const row = { kernel: 0, args: 0, kind: 'groups' as const, count: 0, tasks: 0, cost: 0 }
  const calls = new Int32Array(2 * LONGEST_RUN)
  let length = 0
  const pair = new Int32Array(2)

  const isOpen = (): boolean => length > 0 || early.length > 0 || late.length > 0

  function emitOne(call: EngineCall, kernel = call.kernel as number): void {
    pair[0] = kernel
    pair[1] = call.args
    emit(call, pair, 2)
  }

  function close(): void {
    if (!isOpen()) return
    run++
    const whole = length > 0 ? row.cost : 0
    if (early.length > 0) emitBeside(early, whole)
    if (length > 0) emit(row, calls, length)
    length = 0
    if (late.length > 0) emitBeside(late, whole)
  }

  /** Threads that the groups wake are awake before and after them: what a range costs is not asked then. */
  function emitBeside(ranges: EngineCall[], whole: number): void {
    for (const call of ranges.splice(0)) emitOne(whole > (call.cost ?? Infinity) ? { ...call, cost: whole } : call)
  }

  function join({ args, count, tasks = count, cost = Infinity }: EngineCall, kernel: number): void {
    if (length > 0 && (count !== row.count || length >= 2 * LONGEST_RUN)) close()
    if (length === 0) {
      row.count = row.tasks = count
      row.cost = 0
    }
    calls[length++] = kernel
    calls[length++] = args
    row.tasks = Math.min(row.tasks, tasks)
    row.cost += cost
  }

  return {
    get run() {
      return run
    },
    get open() {
      return isOpen()
    },
    add(call, kernel) {
      const { kind, count, when } = call
      if (count <= 0) return
      if (kind === 'groups') join(call, kernel)
      else if (kind === 'range' && when) (when === 'early' ? early : late).push({ ...call, kernel })
      else {
        close()
        run++
        emitOne(call, kernel)
      }
    },
    close,
  }
}
