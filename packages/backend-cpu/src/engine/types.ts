/**
 * What plans and the driver ask of the machine below them: one Wasm memory, and a queue of calls that threads work off.
 *
 * The calls of a step fall into *runs*. A run is a row of calls over the same groups of samples: a thread takes a task (a few
 * neighbouring groups) and carries it through all calls of the run, from the first layer's forward pass to the readout's,
 * without meeting the others. Between runs stand calls over ranges, which all threads share and wait for.
 */

import type { Expression, Region, Storage } from '@snn/core'

/** An allocator over one WebAssembly.Memory, which may grow. Addresses are bytes and multiples of 128. */
export interface EngineMemory {
  readonly memory: WebAssembly.Memory
  /** Bytes given out now, and the most there ever were. */
  readonly bytes: number
  readonly peakBytes: number
  /**
   * Contents are zero. Bytes are readable for at least 256 bytes beyond what was asked for (a vector load may read there, and
   * ignores what it read). Throws a MemoryError beyond the limit.
   */
  allocate(bytes: number): number
  /** At once: only for what no call under way uses. See {@link Engine.release}. */
  free(address: number, bytes: number): void
  /** Views of the whole memory, made anew only when it has grown. An allocation may replace them. */
  f32(): Float32Array
  f64(): Float64Array
  i32(): Int32Array
  u32(): Uint32Array
  u16(): Uint16Array
}

/** A storage of this driver: it knows where it lies. */
export interface CpuStorage extends Storage {
  readonly address: number
}

/** The address of a region, in bytes. */
export function addressOf(region: Region): number {
  return (region.storage as CpuStorage).address + 4 * region.offset
}

export interface Engine {
  readonly memory: EngineMemory
  readonly threads: number
  /** Address of the u32 that a kernel sets to 1 when a list was too short. The driver reads and lowers it. */
  readonly overflowFlag: number
  /** Whether calls were enqueued that have not happened yet. */
  readonly pending: boolean
  /** Counts the runs: a number that changes whenever a run is closed. Calls of one run may see each other's outputs only group by group. */
  readonly run: number
  /** Counts the submissions: calls enqueued now belong to the one of this number. A report or a flush ends it. */
  readonly submission: number
  /** Whether all calls of a submission that were enqueued so far have happened. */
  happened(submission: number): boolean

  /**
   * `words` zeroed 4-byte words that stay as they are until the step they are made in has happened and its status has been read:
   * argument records, and what kernels report. Addresses are multiples of 16. Costs nothing but a counter.
   */
  argument(words: number): number
  /** Every thread's scratch is at least this large, from the next call on. */
  requireScratch(bytes: number): void
  enqueue(call: EngineCall): void
  /** Closes the run under way: calls that follow see all that it wrote. */
  barrier(): void
  /**
   * Brings the lists of a train, and one ε or 0, to this memory from those of workers that have some of their own, or `back`: by the addresses
   * of the train's record and of the ε, in order with the calls.
   */
  moveLists(train: number, gradient: number, groups: number, back: boolean): void
  /** Frees memory once every call enqueued before has happened. */
  release(address: number, bytes: number): void
  /** Resolves when every call enqueued before has happened. */
  flush(): Promise<void>

  /**
   * Compiles an elementwise function of `inputs` arrays for kernels to call: its index in the function table that all threads
   * share with the kernels, of type (input 0, …, input n-1, output, count) → nothing, all i32. Arrays are contiguous float32 at any
   * address; it works in whole vectors, so up to 3 elements beyond `count` are read and written. Equal expressions give one index.
   */
  elementwise(expression: Expression, inputs: number): number
}

/** One kernel call. What it points to must stay as it is until it has happened; the call itself may be used again at once. */
export interface EngineCall {
  /** An export of the kernels, (args, part, scratch) → nothing, or for `range` (args, from, to). */
  kernel: string | number
  /** Address of the argument record. */
  args: number
  /**
   * `groups`: kernel(args, group, scratch) for group = 0 … count - 1, joined with its neighbours to a run when their counts are equal.
   * `range`: kernel(args, from, to) over 0 … count, cut into pieces of whole `grain`s and spread over the threads; a barrier before and after.
   * `serial`: kernel(args, 0, scratch) once, on thread 0; a barrier before and after.
   */
  readonly kind: 'groups' | 'range' | 'serial'
  count: number
  /**
   * groups: into how many tasks the groups may be cut, count when absent. Task k of n owns the groups ⌊k·count/n⌋ … ⌊(k+1)·count/n⌋ - 1.
   * A run is cut by the least of its calls, so that two groups that share a buffer of one call are never worked on at the same time.
   */
  readonly tasks?: number
  /** range: the smallest piece, and all pieces but the last are multiples of it; 1 when absent. */
  grain?: number | undefined
  /** range: does without what the run under way does, and so happens before it (`early`), or is not needed by it, and so happens after it (`late`). */
  readonly when?: 'early' | 'late'
  /** Roughly how many nanoseconds one thread needs for all of it, when the caller knows: small calls are not worth waking a thread. */
  cost?: number
}
