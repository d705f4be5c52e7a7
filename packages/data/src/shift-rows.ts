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

type Kernel = (
  rows: number,
  ends: number,
  events: number,
  shift: number,
  neurons: number,
  first: number,
  toEnds: number,
  toEvents: number,
) => number

/** A memory that the kernel works in. A shifted sample goes out through its first bytes; others may lie behind these. */
interface Room {
  readonly memory: WebAssembly.Memory
  readonly kernel: Kernel
  u32: Uint32Array
  u16: Uint16Array
}

/** Bytes that shifted samples go out through, where others lie behind them. */
const WAY_OUT = 1 << 20

/** What the kernel reads and writes behind the events of a sample. */
const SLACK = 32

const PAGE = 1 << 16

let module: WebAssembly.Module | undefined
let byVectors: ShiftRows | false | undefined
const rooms = new WeakMap<ArrayBufferLike, Room>()

/** Memory for samples, from byte `begin` on: those with 16-bit neurons are shifted by vectors without a copy. */
export function memoryForSamples(bytes: number): { readonly buffer: ArrayBufferLike; readonly begin: number } {
  const room = openRoom(WAY_OUT + bytes + SLACK)
  if (!room) return { buffer: new ArrayBuffer(bytes), begin: 0 }
  const { buffer } = room.memory
  rooms.set(buffer, room)
  return { buffer, begin: WAY_OUT }
}

/** The way by vectors, which is made when it is asked for first; nothing where the platform refuses it. */
export function shiftByVectors(): ShiftRows | false {
  if (byVectors !== undefined) return byVectors
  const room = openRoom(PAGE)
  byVectors = room !== undefined && ((...sample) => throughRoom(room, ...sample))
  return byVectors
}

/** Nothing where the platform has no WebAssembly SIMD, or not so much memory. */
function openRoom(bytes: number): Room | undefined {
  try {
    module ??= new WebAssembly.Module(Uint8Array.from(atob(wasm), (char) => char.charCodeAt(0)))
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) })
    const { exports } = new WebAssembly.Instance(module, { env: { memory } })
    return { memory, kernel: exports['shiftRows'] as Kernel, ...viewsOf(memory) }
  } catch {
    return undefined
  }
}

const viewsOf = ({ buffer }: WebAssembly.Memory): Pick<Room, 'u32' | 'u16'> => ({
  u32: new Uint32Array(buffer),
  u16: new Uint16Array(buffer),
})

/** A sample that lies in no room of its own goes into the common one, which keeps the size of the largest. */
function throughRoom(common: Room, ...[sample, neurons, into, first]: Parameters<ShiftRows>): void {
  const { end, i, shift } = sample
  const { rowStart, index } = into
  const begin = (4 * end.length + 15) & ~15
  const bytes = begin + i.byteLength + SLACK
  let room = rooms.get(i.buffer)
  let places = [end.byteOffset, i.byteOffset] as const
  if (!room || end.buffer !== i.buffer || bytes > WAY_OUT) {
    room = common
    places = [0, begin]
    const missing = bytes - room.u16.byteLength
    if (missing > 0) {
      room.memory.grow(Math.ceil(missing / PAGE))
      Object.assign(room, viewsOf(room.memory))
    }
    room.u32.set(end)
    room.u16.set(i, begin / 2)
  }
  const at = rowStart[first]!
  const left = room.kernel(end.length, ...places, shift, neurons, at, 0, begin)
  rowStart.set(room.u32.subarray(0, end.length), first + 1)
  index.set(room.u16.subarray(begin / 2, begin / 2 + left), at)
}
