import type { Memory } from '../memory.js'
import * as at from './control.js'
import type { EngineCall } from './types.js'

/** Writes phases into memory where threads read them. */
export interface PhaseWriter {
  write(phase: EngineCall, calls: CallList, guarded: boolean): void
  /** Ranges that may happen at the same time, at most {@link MOST_RANGES}. @param cost in nanoseconds. */
  writeRanges(ranges: readonly RangeCall[], cost: number, guarded: boolean): void
  /** A phase without calls: what it does, and up to three words. */
  writeSpecial(kind: number, guarded: boolean, first: number, second?: number, third?: number, count?: number): void
}

/** A call over a range, of a function known by its number. */
export interface RangeCall extends EngineCall {
  kernel: number
}

/** The calls of a phase. */
export interface CallList {
  /** Function and address of the arguments of each call. */
  readonly pairs: Int32Array
  /** What each costs, in nanoseconds. */
  readonly costs: Float64Array
  length: number
}

/** A phase has no more ranges than this. */
export const MOST_RANGES = 100

/** Pieces of a range for each thread: so many even out what threads differ in speed. */
const PIECES_PER_THREAD = 4

export interface PhaseWriterSetup {
  readonly memory: Memory
  readonly threads: number
  /** Below this many nanoseconds a phase is not worth waking a thread. */
  readonly worthWaking: number
  /** Gives room for a number of words: an index of int32. */
  readonly place: (words: number) => number
  /** With how many of its calls each leg of a run ends, then a 0 for every group; nothing where it is all one leg. */
  readonly legsOf?: ((run: EngineCall, calls: CallList) => readonly number[]) | undefined
  /** Makes what was written there happen. */
  readonly publish: (phase: number) => void
}

export function createPhaseWriter({
  memory,
  threads,
  worthWaking,
  place,
  legsOf,
  publish,
}: PhaseWriterSetup): PhaseWriter {
  /** Its index of int32. */
  function begin(kind: number, guarded: boolean, extra: number): number {
    const words = at.FIRST_CALL + extra
    const phase = place(words)
    const w = memory.i32()
    w[phase + at.KIND] = kind
    w[phase + at.GUARDED] = guarded ? 1 : 0
    w[phase + at.HELPERS] = 0
    w[phase + at.TASKS] = 1
    w[phase + at.WORDS] = words
    w[phase + at.LEGS] = 0
    return phase
  }

  const isAlone = (cost: number): boolean => threads === 1 || cost < worthWaking

  /** @param most threads that find work at the same time. */
  function share(phase: number, tasks: number, cost: number, most: number = tasks): void {
    const w = memory.i32()
    w[phase + at.TASKS] = tasks
    w[phase + at.HELPERS] = isAlone(cost) ? 0 : Math.min(threads, most) - 1
  }

  return {
    write(call, calls, guarded) {
      const { kind, count, tasks = 1, cost = Infinity } = call
      const serial = kind === 'serial'
      const words = 2 * calls.length
      const legs = legsOf?.(call, calls) ?? []
      const phase = begin(serial ? at.SERIAL : at.GROUPS, guarded, words + legs.length)
      const w = memory.i32()
      w[phase + at.COUNT] = serial ? 1 : count
      w[phase + at.CALLS] = calls.length
      w[phase + at.LEGS] = legs.length && legs.length - count
      share(phase, tasks, cost, legs.length ? count : tasks)
      const first = phase + at.FIRST_CALL
      for (let k = 0; k < words; k++) w[first + k] = calls.pairs[k]!
      w.set(legs, first + words)
      publish(phase)
    },
    writeRanges(ranges, cost, guarded) {
      const phase = begin(at.RANGES, guarded, 4 * ranges.length)
      const w = memory.i32()
      let place = phase + at.FIRST_CALL
      let tasks = 0
      for (const { kernel, args, count, grain = 1 } of ranges) {
        const grains = Math.ceil(count / grain)
        const pieces = isAlone(cost) ? 1 : Math.min(grains, PIECES_PER_THREAD * threads)
        const piece = grain * Math.ceil(grains / pieces)
        w[place++] = kernel
        w[place++] = args
        w[place++] = count
        w[place++] = piece
        tasks += Math.ceil(count / piece)
      }
      share(phase, tasks, cost)
      publish(phase)
    },
    writeSpecial(kind, guarded, first, second = 0, third = 0, count = 0) {
      const phase = begin(kind, guarded, 3)
      const w = memory.i32()
      w[phase + at.COUNT] = count
      w[phase + at.FIRST_CALL] = first
      w[phase + at.FIRST_CALL + 1] = second
      w[phase + at.FIRST_CALL + 2] = third
      publish(phase)
    },
  }
}
