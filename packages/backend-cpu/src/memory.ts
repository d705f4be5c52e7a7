import { BackendError, formatBytes, MemoryError } from '@snn/core'
import type { EngineMemory } from './engine/types.js'
import { PAGE, READABLE_BEYOND, RESERVED, reserve } from './reserve.js'

/** Every address is a multiple of this: a cache line and its neighbor, so that no two threads write to one line. */
export const ALIGNMENT = 128

/** Used when the program gives no limit: half a GiB below the 4 GiB that 32-bit addresses reach. */
export const DEFAULT_LIMIT = 3.5 * 2 ** 30

/** The largest limit that 32-bit addresses allow. */
export const LARGEST_LIMIT = 65_535 * PAGE - RESERVED - 256

/** Growing takes at least this much, so that a thousand small allocations do not grow a thousand times. */
const GROWTH = 1 << 22

/** One WebAssembly memory, given out in aligned zeroed pieces. */
export interface Memory extends EngineMemory {
  readonly shared: boolean
  /** Bytes that may be given out at one time. */
  readonly limit: number
  u8(): Uint8Array<ArrayBuffer>
}

/** Bytes that an allocation really takes. */
export function roundUp(bytes: number): number {
  return Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT)
}

/** Makes a memory that holds `limit` bytes at most; `shared` needs SharedArrayBuffer. */
export function createMemory({
  limit = DEFAULT_LIMIT,
  shared = false,
}: { limit?: number; shared?: boolean } = {}): Memory {
  const wasm = reserved(limit, shared)
  const free = createFreeList()
  let views = viewsOf(wasm)
  /** All that is given out, and all free pieces, lie below. */
  let frontier = RESERVED
  /** All that was ever given out lies below. What lies above is zero, and its pages cost nothing before they are touched. */
  let touched = RESERVED
  let live = 0
  let peak = 0

  function extend(size: number): number {
    const address = frontier
    const missing = address + size + READABLE_BEYOND - views.u8.length
    if (missing > 0) {
      const room = limit + RESERVED + READABLE_BEYOND - views.u8.length
      const pages = Math.ceil(Math.max(missing, Math.min(GROWTH, room)) / PAGE)
      try {
        wasm.grow(pages)
        views = viewsOf(wasm)
      } catch (cause) {
        throw tooMuch(
          size,
          live,
          limit,
          'The platform gave no more memory, or free memory lies in pieces that are too small.',
          cause,
        )
      }
    }
    frontier += size
    if (address < touched) views.u8.fill(0, address, Math.min(frontier, touched))
    if (frontier > touched) touched = frontier
    return address
  }

  return {
    memory: wasm,
    shared,
    limit,
    get bytes() {
      return live
    },
    get peakBytes() {
      return peak
    },
    allocate(bytes) {
      const size = roundUp(bytes)
      if (live + size > limit) throw tooMuch(bytes, live, limit)
      const found = free.take(size)
      const address = found ?? extend(size)
      if (found !== undefined) views.u8.fill(0, address, address + size)
      live += size
      if (live > peak) peak = live
      return address
    },
    free(address, bytes) {
      const size = roundUp(bytes)
      if (address < RESERVED || address + size > frontier) throw notGiven(address, size)
      free.give(address, size)
      frontier = free.retreat(frontier)
      live -= size
    },
    f32: () => views.f32,
    i32: () => views.i32,
    u32: () => views.u32,
    u16: () => views.u16,
    u8: () => views.u8,
    f64: () => views.f64,
  }
}

function reserved(limit: number, shared: boolean): WebAssembly.Memory {
  try {
    return reserve(limit, shared)
  } catch (cause) {
    throw tooMuch(limit, 0, limit, 'The platform refused to reserve it.', cause)
  }
}

interface Views {
  readonly f32: Float32Array<ArrayBuffer>
  readonly i32: Int32Array<ArrayBuffer>
  readonly u32: Uint32Array<ArrayBuffer>
  readonly u16: Uint16Array<ArrayBuffer>
  readonly u8: Uint8Array<ArrayBuffer>
  readonly f64: Float64Array<ArrayBuffer>
}

function viewsOf({ buffer }: WebAssembly.Memory): Views {
  return {
    f32: new Float32Array(buffer),
    i32: new Int32Array(buffer),
    u32: new Uint32Array(buffer),
    u16: new Uint16Array(buffer),
    u8: new Uint8Array(buffer),
    f64: new Float64Array(buffer),
  }
}

interface FreeList {
  /** The lowest place where `size` bytes fit, or undefined. */
  take(size: number): number | undefined
  give(address: number, size: number): void
  /** Drops the piece that ends at the frontier, where there is one, and tells where it began. */
  retreat(frontier: number): number
}

/** Free pieces by address; neighbors are joined at once, so that no two of them touch. */
function createFreeList(): FreeList {
  const starts: number[] = []
  const ends: number[] = []

  /** How many pieces begin at or below the address. */
  function piecesUpTo(address: number): number {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (starts[middle]! <= address) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    take(size) {
      for (let k = 0; k < starts.length; k++) {
        const start = starts[k]!
        if (ends[k]! - start < size) continue
        if (ends[k]! - start === size) {
          starts.splice(k, 1)
          ends.splice(k, 1)
        } else starts[k] = start + size
        return start
      }
      return undefined
    },
    give(address, size) {
      const end = address + size
      const next = piecesUpTo(address)
      const before = next > 0 ? ends[next - 1]! : 0
      const after = next < starts.length ? starts[next]! : Infinity
      if (before > address || after < end) throw notGiven(address, size)
      const joinsBefore = next > 0 && before === address
      const joinsAfter = after === end
      if (joinsBefore && joinsAfter) {
        ends[next - 1] = ends[next]!
        starts.splice(next, 1)
        ends.splice(next, 1)
      } else if (joinsBefore) ends[next - 1] = end
      else if (joinsAfter) starts[next] = address
      else {
        starts.splice(next, 0, address)
        ends.splice(next, 0, end)
      }
    },
    retreat(frontier) {
      if (ends.at(-1) !== frontier) return frontier
      ends.pop()
      return starts.pop()!
    },
  }
}

function notGiven(address: number, bytes: number): BackendError {
  return new BackendError({ what: `${bytes} bytes at ${address} were given back that are not in use` })
}

function tooMuch(bytes: number, live: number, limit: number, context?: string, cause?: unknown): MemoryError {
  return new MemoryError({
    what: `${formatBytes(bytes)} more were asked for; ${formatBytes(live)} of ${formatBytes(limit)} are in use`,
    context,
    fix: 'Make the batch smaller or the sequence shorter, free tensors that are no longer needed, or raise cpu({ memoryLimit }), which may be up to 4 GiB.',
    cause,
  })
}
