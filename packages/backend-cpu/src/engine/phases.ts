import type { Memory } from '../memory.js'
import * as at from './control.js'
import type { EngineCall } from './types.js'

/** Writes phases into memory where threads read them. */
export interface PhaseWriter {
  /** @param pairs of so many words: function, and address of the arguments. */
  write(phase: EngineCall, pairs: Int32Array, length: number, guarded: boolean): void
  /** A phase without calls: what it does, and up to three words. */
  writeSpecial(kind: number, guarded: boolean, first: number, second?: number, third?: number, count?: number): void
}

const KINDS = { serial: at.SERIAL, range: at.RANGE, groups: at.GROUPS } as const

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

  return {
    write({ kind, count, tasks = 1, grain = 1, cost = Infinity }, pairs, length, guarded) {
      const phase = begin(KINDS[kind], guarded, length)
      const w = memory.i32()
      const alone = threads === 1 || cost < worthWaking
      let pieces = tasks
      if (kind === 'range') {
        const grains = Math.ceil(count / grain)
        const grainsPerPiece = alone ? grains : Math.ceil(grains / Math.min(grains, PIECES_PER_THREAD * threads))
        w[phase + at.PIECE] = grainsPerPiece * grain
        pieces = Math.ceil(grains / grainsPerPiece)
      }
      w[phase + at.COUNT] = kind === 'serial' ? 1 : count
      w[phase + at.CALLS] = length / 2
      w[phase + at.TASKS] = pieces
      w[phase + at.HELPERS] = alone ? 0 : Math.min(threads, pieces) - 1
      for (let k = 0; k < length; k++) w[phase + at.FIRST_CALL + k] = pairs[k]!
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
