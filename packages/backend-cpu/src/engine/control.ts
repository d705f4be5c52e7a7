/**
 * The words by which the threads agree, at fixed places of the shared memory, as indices of int32. Those that are waited
 * for or counted on lie 128 bytes apart.
 */

const BASE = 65_536 / 4

/** Raised by one whenever there may be work; helpers sleep on it. */
export const EPOCH: number = BASE
/** Tasks of the phase that no thread has taken yet, or less than one. */
export const REMAINING: number = BASE + 32
/** Tasks of the phase that are done; thread 0 sleeps on it. */
export const FINISHED: number = BASE + 64
/** Where the phase stands that the tasks belong to: an index of int32. */
export const PHASE: number = BASE + 96
/** Not 0: threads end. */
export const CLOSING: number = BASE + 97
/** How many functions were made at run time, and where the first stands. */
export const FUNCTIONS: number = BASE + 98
export const FIRST_FUNCTION: number = BASE + 99
/** Scratch of thread k: address + k · bytes. */
export const SCRATCH: number = BASE + 100
export const SCRATCH_BYTES: number = BASE + 101
/** Not 0: a kernel threw, and all work is skipped from there on. Then the length of what it said, and its characters. */
export const FAILED: number = BASE + 128
export const FAILURE_LENGTH: number = BASE + 129
export const FAILURE_TEXT: number = BASE + 160
export const FAILURE_CHARACTERS = 160
/** The two flags of a step's status: a list was too short; a value is not finite. */
export const OVERFLOW: number = BASE + 352
export const NON_FINITE: number = BASE + 384
/** Phases given to a conductor, and phases that it has run; it sleeps on the first. */
export const PUBLISHED: number = BASE + 416
export const EXECUTED: number = BASE + 448
/** Where phases are written when the calling thread runs them itself. */
export const PHASE_SLOT: number = BASE + 1024
export const PHASE_SLOT_WORDS = 8192

/** The first words of a phase. Calls follow, but for ranges: function, address of the arguments. */
export const KIND = 0
export const GUARDED = 1
export const HELPERS = 2
export const TASKS = 3
export const COUNT = 4
export const CALLS = 5
export const WORDS = 6
/** In how many legs each group is carried through the calls, so that threads may change between two of them; 0: all at once. */
export const LEGS = 7
export const FIRST_CALL = 8

/** One call on thread 0. */
export const SERIAL = 0
/** Calls over ranges that do without each other, all cut in pieces: function, address of the arguments, length, length of a piece. */
export const RANGES = 1
/**
 * Several calls, one after the other for each group. Where there are legs, it stands behind the calls with how many of them each leg ends, and
 * for each group twice the number of legs that are done, and one more while somebody is at the next.
 */
export const GROUPS = 2
/** Flags and scalars are copied to a record, and the host is told. The record: count, overflow, nonFinite, addresses → values. */
export const REPORT = 3
/** The flags are lowered. */
export const LOWER = 4
/** The next phase stands elsewhere. */
export const JUMP = 5
/** Bytes are copied, or set to zero when there is no source: to, from, bytes. */
export const MOVE = 6
/** One word is set: its index of int32, and the value. */
export const SET = 7
/** Workers with memories of their own hand over a layer's lists: a train's record, an ε or 0, and whether they take the lists back. */
export const LISTS = 8

/** Index in the function table of the first function made at run time; the kernels have theirs below. */
export const TABLE_BASE = 256
