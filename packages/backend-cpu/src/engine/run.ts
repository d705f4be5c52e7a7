import type { EngineCall } from './types.js'

/** A phase as the host hands it on: what one call or the calls of a run are to do, and what it may cost. */
export interface Phase {
  readonly kind: 'groups' | 'range' | 'serial'
  /** function, address of the arguments, one pair a call. */
  readonly calls: Int32Array
  readonly length: number
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

/** @param emit takes a phase, which is used again afterwards. */
export function createRunBuilder(emit: (phase: Phase) => void): RunBuilder {
  let run = 0
  const early: Phase[] = []
  const late: Phase[] = []
  const row = { ...emptyPhase(2 * LONGEST_RUN), kind: 'groups' as const }
  const alone = emptyPhase(2)

  const isOpen = (): boolean => row.length > 0 || early.length > 0 || late.length > 0

  function close(): void {
    if (!isOpen()) return
    run++
    if (early.length > 0) early.splice(0).forEach(emit)
    if (row.length > 0) emit(row)
    row.length = 0
    if (late.length > 0) late.splice(0).forEach(emit)
  }

  function join(call: EngineCall, kernel: number): void {
    const own = Math.min(call.tasks ?? call.count, call.count)
    if (row.length > 0 && (call.count !== row.count || row.length >= row.calls.length)) close()
    if (row.length === 0) {
      row.count = call.count
      row.tasks = own
      row.cost = 0
    }
    row.calls[row.length++] = kernel
    row.calls[row.length++] = call.args
    row.tasks = Math.min(row.tasks, own)
    row.cost += call.cost ?? Infinity
  }

  function fill(phase: Draft, { kind, args, count, grain = 1, cost = Infinity }: EngineCall, kernel: number): Phase {
    phase.kind = kind
    phase.calls[0] = kernel
    phase.calls[1] = args
    phase.length = 2
    phase.count = count
    phase.grain = grain
    phase.cost = cost
    return phase
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
      else if (kind === 'range' && when) (when === 'early' ? early : late).push(fill(emptyPhase(2), call, kernel))
      else {
        close()
        run++
        emit(fill(alone, call, kernel))
      }
    },
    close,
  }
}

type Draft = { -readonly [K in keyof Phase]: Phase[K] }

function emptyPhase(words: number): Draft {
  return { kind: 'serial', calls: new Int32Array(words), length: 0, count: 0, tasks: 1, grain: 1, cost: 0 }
}
