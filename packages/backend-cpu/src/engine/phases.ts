import type { Memory } from '../memory.js'
import * as at from './control.js'
import type { EngineCall } from './types.js'

/** Writes phases into memory where threads read them. */
export interface PhaseWriter {
  /** @param pairs of so many words: function, and address of the arguments. */
  write(phase: EngineCall, pairs: Int32Array, length: number, guarded: boolean): void
  /** Ranges that may happen at the same time, at most {@link MOST_RANGES}. @param cost in nanoseconds. */
  writeRanges(ranges: readonly RangeCall[], cost: number, guarded: boolean): void
  /** A phase without calls: what it does, and up to three words. */
  writeSpecial(kind: number, guarded: boolean, first: number, second?: number, third?: number, count?: number): void
}

/** A call over a range, of a function known by its number. */
export interface RangeCall extends EngineCall {
  kernel: number
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
  /** Makes what was written there happen. */
  readonly publish: (phase: number) => void
}

export function createPhaseWriter({ memory, threads, worthWaking, place, publish }: PhaseWriterSetup): PhaseWriter {
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
    return phase
  }

  const isAlone = (cost: number): boolean => threads === 1 || cost < worthWaking

  function share(phase: number, tasks: number, cost: number): void {
    const w = memory.i32()
    w[phase + at.TASKS] = tasks
    w[phase + at.HELPERS] = isAlone(cost) ? 0 : Math.min(threads, tasks) - 1
  }

  return {
    write({ kind, count, tasks = 1, cost = Infinity }, pairs, length, guarded) {
      const serial = kind === 'serial'
      const phase = begin(serial ? at.SERIAL : at.GROUPS, guarded, length)
      const w = memory.i32()
      w[phase + at.COUNT] = serial ? 1 : count
      w[phase + at.CALLS] = length / 2
      share(phase, tasks, cost)
      for (let k = 0; k < length; k++) w[phase + at.FIRST_CALL + k] = pairs[k]!
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
