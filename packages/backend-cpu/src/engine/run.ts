import type { EngineCall } from './types.js'

/** A phase as the host hands it on: what one call or the calls of a run are to do, and what it may cost. */
export interface Phase {
  readonly kind: 'groups' | 'range' | 'serial'
  /** function, address of the arguments, one pair a call. */
  readonly calls: readonly number[]
  readonly count: number
  readonly tasks: number
  /** range: the smallest piece. */
  readonly grain: number
  /** Nanoseconds; infinity when unknown. */
  readonly cost: number
}

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

export function createRunBuilder(emit: (phase: Phase) => void): RunBuilder {
  let run = 0
  let early: Phase[] = []
  let late: Phase[] = []
  let calls: number[] = []
  let count = 0
  let tasks = 0
  let cost = 0

  function close(): void {
    if (calls.length === 0 && early.length === 0 && late.length === 0) return
    const [first, middle, last] = [early, calls, late]
    early = []
    late = []
    calls = []
    run++
    // Threads that the groups wake are awake before and after them.
    const whole = middle.length > 0 ? cost : 0
    const emitBeside = (phase: Phase): void => emit({ ...phase, cost: Math.max(phase.cost, whole) })
    first.forEach(emitBeside)
    if (middle.length > 0) emit({ kind: 'groups', calls: middle, count, tasks, grain: 1, cost })
    last.forEach(emitBeside)
  }

  function join(call: EngineCall, kernel: number): void {
    const own = Math.min(call.tasks ?? call.count, call.count)
    if (calls.length > 0 && (call.count !== count || calls.length >= 2 * LONGEST_RUN)) close()
    if (calls.length === 0) {
      count = call.count
      tasks = own
      cost = 0
    }
    calls.push(kernel, call.args)
    tasks = Math.min(tasks, own)
    cost += call.cost ?? Infinity
  }

  return {
    get run() {
      return run
    },
    get open() {
      return calls.length > 0 || early.length > 0 || late.length > 0
    },
    add(call, kernel) {
      if (call.count <= 0) return
      if (call.kind === 'groups') {
        join(call, kernel)
        return
      }
      const { kind, args, count, grain = 1, when } = call
      const phase: Phase = { kind, calls: [kernel, args], count, tasks: 1, grain, cost: call.cost ?? Infinity }
      if (kind === 'range' && when === 'early') early.push(phase)
      else if (kind === 'range' && when === 'late') late.push(phase)
      else {
        close()
        run++
        emit(phase)
      }
    },
    close,
  }
}
