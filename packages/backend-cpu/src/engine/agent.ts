import * as at from './control.js'

/** What a thread needs to take part. */
export interface AgentSetup {
  readonly memory: WebAssembly.Memory
  /** The compiled kernels. */
  readonly module: WebAssembly.Module
  /** 0 for the one that conducts. */
  readonly thread: number
}

/** What one thread does by itself. */
export interface Agent {
  /** Runs the phase at this index of int32 to its end. */
  run(phase: number): void
  /** Whether a phase is not to happen: after a failure nothing is done, and what is guarded is not where a flag is up. */
  skipped(phase: number): boolean
  /** Does one task of a phase, or what else it is given to do there, unless something has failed. */
  attempt(phase: number, number: number, act?: (phase: number, number: number) => void): void
  /** Carries groups through all calls of a phase, or some of them. */
  carry(phase: number, from: number, to: number, begin?: number, end?: number): void
  /** All of the memory as int32, as far as this address at least. */
  words(index: number): Int32Array
  /** The same, as far as the end of a phase. */
  phaseWords(phase: number): Int32Array
  /** Keeps the message of an error, of the first one only, and stops all work. */
  fail(error: unknown): void
}

type Kernel = (args: number, from: number, to: number) => void

export function createAgent({ memory, module, thread }: AgentSetup): Agent {
  let words = new Int32Array(memory.buffer)
  const instance = new WebAssembly.Instance(module, { env: { memory, abort } })
  const functions = WebAssembly.Module.exports(module)
    .filter(({ kind }) => kind === 'function')
    .map(({ name }) => instance.exports[name] as Kernel)
  const table = instance.exports['table'] as WebAssembly.Table | undefined
  let known = 0
  let nextFunction = at.FIRST_FUNCTION

  function view(index: number): Int32Array {
    // A memory that has grown leaves older views their length, or none where it is not shared.
    if (index >= words.length) words = new Int32Array(memory.buffer)
    if (index >= words.length) {
      // What another thread has grown shows its new length only after a growth of one's own.
      memory.grow(0)
      words = new Int32Array(memory.buffer)
    }
    return words
  }

  function phaseWords(phase: number): Int32Array {
    return view(phase + view(phase + at.FIRST_CALL)[phase + at.WORDS]! - 1)
  }

  /** A function made at run time: where the next one stands, its number of bytes, its bytes. */
  function learnFunctions(w: Int32Array): void {
    while (known < w[at.FUNCTIONS]!) {
      const address = view(nextFunction)[nextFunction]! >>> 0
      const next = address / 4
      const bytes = view(next + 1)[next + 1]!
      const code = new Uint8Array(view((address + 8 + bytes) / 4).buffer, address + 8, bytes)
      const made = new WebAssembly.Instance(new WebAssembly.Module(code.slice()), { env: { memory } })
      const run = made.exports['run'] as Kernel
      functions.push(run)
      if (table !== undefined) {
        const place = at.TABLE_BASE + known
        if (table.length <= place) table.grow(Math.max(64, place + 1 - table.length))
        table.set(place, run)
      }
      nextFunction = next
      known++
    }
  }

  function perform(phase: number, task: number): void {
    const w = phaseWords(phase)
    if (w[phase + at.KIND] === at.RANGES) {
      performPiece(w, phase + at.FIRST_CALL, task)
      return
    }
    const count = w[phase + at.COUNT]!
    const tasks = w[phase + at.TASKS]!
    carry(phase, Math.floor((task * count) / tasks), Math.floor(((task + 1) * count) / tasks))
  }

  /** The piece of this number, over all ranges from a call on. */
  function performPiece(w: Int32Array, call: number, number: number): void {
    const length = w[call + 2]!
    const piece = w[call + 3]!
    const pieces = Math.ceil(length / piece)
    if (number >= pieces) {
      performPiece(w, call + 4, number - pieces)
      return
    }
    learnFunctions(w)
    functions[w[call]!]!(w[call + 1]!, number * piece, Math.min(length, (number + 1) * piece))
  }

  function carry(phase: number, from: number, to: number, begin = 0, end?: number): void {
    const w = phaseWords(phase)
    const scratch = w[at.SCRATCH]! + thread * w[at.SCRATCH_BYTES]!
    const calls = phase + at.FIRST_CALL
    const last = calls + 2 * (end ?? w[phase + at.CALLS]!)
    learnFunctions(w)
    for (let group = from; group < to; group++) {
      for (let call = calls + 2 * begin; call < last; call += 2) functions[w[call]!]!(w[call + 1]!, group, scratch)
    }
  }

  function fail(error: unknown): void {
    const w = view(at.FAILURE_TEXT)
    if (Atomics.compareExchange(w, at.FAILED, 0, 1) !== 0) return
    const text = String(error).slice(0, at.FAILURE_CHARACTERS)
    for (let k = 0; k < text.length; k++) w[at.FAILURE_TEXT + k] = text.charCodeAt(k)
    Atomics.store(w, at.FAILURE_LENGTH, text.length)
  }

  function attempt(phase: number, number: number, act = perform): void {
    if (view(at.FAILED)[at.FAILED] !== 0) return
    try {
      act(phase, number)
    } catch (error) {
      fail(error)
    }
  }

  function report(w: Int32Array, record: number): void {
    const count = view(record)[record]!
    const r = view(record + 3 + count)
    r[record + 1] = w[at.OVERFLOW]!
    r[record + 2] = w[at.NON_FINITE]!
    for (let k = record + 3; k < record + 3 + count; k++) r[k] = view(r[k]! >>> 2)[r[k]! >>> 2]!
  }

  function move(to: number, from: number, bytes: number): void {
    const all = new Uint8Array(view((Math.max(to, from) + bytes) >>> 2).buffer)
    if (from === 0) all.fill(0, to, to + bytes)
    else all.copyWithin(to, from, from + bytes)
  }

  function skipped(phase: number): boolean {
    const w = view(phase + at.FIRST_CALL)
    return w[at.FAILED] !== 0 || (w[phase + at.GUARDED] !== 0 && (w[at.OVERFLOW] !== 0 || w[at.NON_FINITE] !== 0))
  }

  function run(phase: number): void {
    if (skipped(phase)) return
    const w = phaseWords(phase)
    switch (w[phase + at.KIND]) {
      case at.REPORT:
        report(w, w[phase + at.FIRST_CALL]! >>> 2)
        return
      case at.LOWER:
        w[at.OVERFLOW] = 0
        w[at.NON_FINITE] = 0
        return
      case at.MOVE:
        move(w[phase + at.FIRST_CALL]! >>> 0, w[phase + at.FIRST_CALL + 1]! >>> 0, w[phase + at.FIRST_CALL + 2]! >>> 0)
        return
      case at.SET:
        w[w[phase + at.FIRST_CALL]!] = w[phase + at.FIRST_CALL + 1]!
        return
      case at.LISTS:
        return
      default:
    }
    for (let task = 0; task < w[phase + at.TASKS]!; task++) attempt(phase, task)
  }

  return { run, skipped, attempt, carry, words: view, phaseWords, fail }
}

function abort(_message: number, _file: number, line: number, column: number): never {
  throw new Error(`a kernel gave up at ${line}:${column}`)
}
