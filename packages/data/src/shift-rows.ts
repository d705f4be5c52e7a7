import type { GridRows } from './data-set.js'
import { wasm } from './generated/shift-rows.js'

/** Rows of a batch, with room for the rows and the events of the sample that comes. */
export interface Rows {
  readonly rowStart: Uint32Array
  readonly index: Uint16Array | Uint32Array
}

/** Writes a sample behind the `first` rows that are there, with every neuron shifted; events that leave the range are dropped. */
export type ShiftRows = (sample: GridRows, neurons: number, into: Rows, first: number) => void

/** By vectors of eight where indices and their sums with the shift have 16 bits and the platform has WebAssembly SIMD. */
export const shiftRows: ShiftRows = (sample, neurons, into, first) => {
  const short = sample.i instanceof Uint16Array && neurons + Math.abs(sample.shift) < 65_536
  const shift = (short && shiftByVectors()) || shiftOneByOne
  shift(sample, neurons, into, first)
}

/** Anywhere. Events that are dropped are overwritten by the next, without a branch. */
export const shiftOneByOne: ShiftRows = ({ end, i, shift }, neurons, { rowStart, index }, first) => {
  let at = rowStart[first]!
  let from = 0
  let row = first + 1
  for (let step = 0; step < end.length; step++) {
    for (const to = end[step]!; from < to; from++) {
      const neuron = i[from]! + shift
      index[at] = neuron
      at += ((neuron - neurons) & ~neuron) >>> 31
    }
    rowStart[row++] = at
  }
}

interface Kernels {
  readonly memory: WebAssembly.Memory
  eventsOf(rows: number): number
  shiftRows(rows: number, shift: number, neurons: number, first: number): number
}

let byVectors: ShiftRows | false | undefined

/** The way by vectors, which is made when it is asked for first; nothing where the platform refuses it. */
export function shiftByVectors(): ShiftRows | false {
  if (byVectors !== undefined) return byVectors
  try {
    const bytes = Uint8Array.from(atob(wasm), (char) => char.charCodeAt(0))
    byVectors = through(new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Kernels)
  } catch {
    byVectors = false
  }
  return byVectors
}

/** A sample goes through the kernel's memory, which keeps the size of the largest. */
function through({ memory, eventsOf, shiftRows }: Kernels): ShiftRows {
  let ends = new Uint32Array(memory.buffer)
  let events = new Uint16Array(memory.buffer)

  return ({ end, i, shift }, neurons, { rowStart, index }, first) => {
    const begin = eventsOf(end.length) / 2
    // The kernel loads vectors that may begin at the last event.
    const missing = begin + i.length + 8 - events.length
    if (missing > 0) {
      memory.grow(Math.ceil(missing / 32_768))
      ends = new Uint32Array(memory.buffer)
      events = new Uint16Array(memory.buffer)
    }
    ends.set(end)
    events.set(i, begin)
    const at = rowStart[first]!
    const left = shiftRows(end.length, shift, neurons, at)
    rowStart.set(ends.subarray(0, end.length), first + 1)
    index.set(events.subarray(begin, begin + left), at)
  }
}
