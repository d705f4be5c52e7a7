import type { PackedEvents } from '@snn/core'
import type { GridRows } from './data-set.js'
import { memoryForSamples } from './shift-rows.js'

/** Samples in few large pieces of memory, each with its rows and events side by side: an epoch asks for them in no order. */
export interface SampleStore {
  /** Copies the next sample in. */
  add(sample: Pick<PackedEvents, 'rowStart' | 'index'>): void
  rows(sample: number): GridRows
}

/** Bytes of the first piece, and how often the next is twice as large: few of them, since each takes much address space. */
const FIRST_PIECE = 1 << 23
const DOUBLINGS = 4

/** Two views of one piece. */
interface Piece {
  readonly ends: Uint32Array
  readonly events: Uint16Array | Uint32Array
}

/** Room for so many samples of `time` steps. */
export function sampleStore(length: number, time: number): SampleStore {
  const pieces: Piece[] = []
  /** Of every sample, its piece and where in it, in words of 4 bytes, its rows begin: no objects, which would lie all over the heap. */
  const pieceOf = new Uint32Array(length)
  const wordOf = new Uint32Array(length)
  let samples = 0
  let used = 0
  let room = 0

  return {
    add({ rowStart, index }) {
      const words = time + Math.ceil(index.byteLength / 4)
      if (used + words > room) {
        const bytes = Math.max(FIRST_PIECE << Math.min(pieces.length, DOUBLINGS), 4 * words)
        const { buffer, begin } = memoryForSamples(bytes)
        const events = index instanceof Uint16Array ? new Uint16Array(buffer) : new Uint32Array(buffer)
        pieces.push({ ends: new Uint32Array(buffer), events })
        used = begin / 4
        room = (begin + bytes) / 4
      }
      const { ends, events } = pieces.at(-1)!
      ends.set(rowStart.subarray(1), used)
      events.set(index, (4 * (used + time)) / events.BYTES_PER_ELEMENT)
      pieceOf[samples] = pieces.length - 1
      wordOf[samples++] = used
      used += words
    },
    rows(sample) {
      const { ends, events } = pieces[pieceOf[sample]!]!
      const word = wordOf[sample]!
      const end = ends.subarray(word, word + time)
      const first = (4 * (word + time)) / events.BYTES_PER_ELEMENT
      return { end, i: events.subarray(first, first + end[time - 1]!), shift: 0 }
    },
  }
}
