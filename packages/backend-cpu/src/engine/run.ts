import { MOST_RANGES, type CallList, type RangeCall } from './phases.js'
import type { EngineCall } from './types.js'

/** Takes phases. What it is given is used again. */
export interface Emit {
  /** One serial call, or the calls of a run. */
  calls(phase: EngineCall, calls: CallList): void
  /** Ranges, which happen side by side: at most {@link MOST_RANGES}. @param cost of all of them, in nanoseconds. */
  ranges(ranges: readonly RangeCall[], cost: number): void
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

export function createRunBuilder(emit: Emit): RunBuilder {
  let run = 0
  const early: RangeCall[] = []
  const late: RangeCall[] = []
  const row = { kernel: 0, args: 0, kind: 'groups' as const, count: 0, tasks: 0, cost: 0 }
  const calls: CallList = { pairs: new Int32Array(2 * LONGEST_RUN), costs: new Float64Array(LONGEST_RUN), length: 0 }
  /** A range that stands for itself. */
  const only: RangeCall = { kernel: 0, args: 0, kind: 'range', count: 0 }
  const alone = [only]

  const isOpen = (): boolean => calls.length > 0 || early.length > 0 || late.length > 0

  function close(): void {
    if (!isOpen()) return
    run++
    const whole = calls.length > 0 ? row.cost : 0
    emitRanges(early, whole)
    if (calls.length > 0) emit.calls(row, calls)
    calls.length = 0
    emitRanges(late, whole)
  }

  /** Threads that groups wake are awake before and after them: ranges there are worth at least as much. */
  function emitRanges(ranges: RangeCall[], least: number): void {
    while (ranges.length > 0) {
      const some = ranges.splice(0, MOST_RANGES)
      emit.ranges(
        some,
        some.reduce((sum, { cost = Infinity }) => sum + cost, least),
      )
    }
  }

  function put(kernel: number, { args, cost = Infinity }: EngineCall): void {
    calls.pairs[2 * calls.length] = kernel
    calls.pairs[2 * calls.length + 1] = args
    calls.costs[calls.length++] = cost
  }

  function join(call: EngineCall, kernel: number): void {
    const { count, tasks = count, cost = Infinity } = call
    if (calls.length > 0 && (count !== row.count || calls.length >= LONGEST_RUN)) close()
    if (calls.length === 0) {
      row.count = row.tasks = count
      row.cost = 0
    }
    put(kernel, call)
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
        if (kind === 'range') {
          only.kernel = kernel
          only.args = call.args
          only.count = count
          only.grain = call.grain
          emit.ranges(alone, call.cost ?? Infinity)
        } else {
          put(kernel, call)
          emit.calls(call, calls)
          calls.length = 0
        }
      }
    },
    close,
  }
}
