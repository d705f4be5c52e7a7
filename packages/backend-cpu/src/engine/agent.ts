import * as at from './control.js'

/** What a thread needs to take part. */
export interface AgentSetup {
  readonly memory: WebAssembly.Memory
  /** The compiled kernels. */
  readonly module: WebAssembly.Module
  /** 0 for the one that conducts. */
  readonly thread: number
  /** Milliseconds without any progress after which the others are given up. */
  readonly patience: number
}

/** One thread's part in the work: it runs phases as conductor, or helps with tasks of the phase under way. */
export interface Agent {
  /** Runs the phase at this index of int32 to its end, with the help of others where the phase says so. */
  run(phase: number): void
  /** Has others begin with a phase of groups, which `end` is to end; false where nobody helps with it, and nothing has happened. */
  begin(phase: number): boolean
  /** Works on a phase that has begun, to its end. */
  end(phase: number): void
  /** Takes tasks of the phase under way until none is left. */
  help(): void
  /** Carries groups through all calls of a phase. */
  carry(phase: number, from: number, to: number): void
  /** All of the memory as int32, as far as this address at least. */
  words(index: number): Int32Array
  /** Keeps the message of an error, of the first one only, and stops all work. */
  fail(error: unknown): void
}

type Kernel = (args: number, from: number, to: number) => void

/** Looks again this often before it sleeps. Spinning longer takes the core from those who work. */
const LOOKS = 200

/**
 * Threads agree by two counters. The conductor writes a phase and sets REMAINING to the number of its tasks; whoever
 * lowers that word from a positive number owns the task, and the phase cannot end before FINISHED counts it. So a
 * helper that wakes up late, in whatever phase, either owns a task of the present one or none.
 */
export function createAgent({ memory, module, thread, patience }: AgentSetup): Agent {
  let words = new Int32Array(memory.buffer)
  const instance = new WebAssembly.Instance(module, { env: { memory, abort } })
  const functions = WebAssembly.Module.exports(module)
    .filter(({ kind }) => kind === 'function')
    .map(({ name }) => instance.exports[name] as Kernel)
  const table = instance.exports['table'] as WebAssembly.Table | undefined
  if (table !== undefined && table.length > at.TABLE_BASE) throw new Error('the kernels fill the function table')
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

  function scratch(w: Int32Array): number {
    return w[at.SCRATCH]! + thread * w[at.SCRATCH_BYTES]!
  }

  function perform(w: Int32Array, phase: number, task: number): void {
    const count = w[phase + at.COUNT]!
    if (w[phase + at.KIND] === at.RANGE) {
      const first = phase + at.FIRST_CALL
      const piece = w[phase + at.PIECE]!
      learnFunctions(w)
      functions[w[first]!]!(w[first + 1]!, task * piece, Math.min(count, (task + 1) * piece))
      return
    }
    const tasks = w[phase + at.TASKS]!
    carry(phase, Math.floor((task * count) / tasks), Math.floor(((task + 1) * count) / tasks))
  }

  function carry(phase: number, from: number, to: number): void {
    const w = view(phase + at.FIRST_CALL)
    const first = phase + at.FIRST_CALL
    const last = first + 2 * w[phase + at.CALLS]!
    const own = scratch(w)
    learnFunctions(w)
    for (let group = from; group < to; group++) {
      for (let call = first; call < last; call += 2) functions[w[call]!]!(w[call + 1]!, group, own)
    }
  }

  function fail(error: unknown): void {
    const w = view(at.FAILURE_TEXT)
    if (Atomics.compareExchange(w, at.FAILED, 0, 1) !== 0) return
    const text = String(error).slice(0, at.FAILURE_CHARACTERS)
    for (let k = 0; k < text.length; k++) w[at.FAILURE_TEXT + k] = text.charCodeAt(k)
    Atomics.store(w, at.FAILURE_LENGTH, text.length)
  }

  function attempt(w: Int32Array, phase: number, task: number): void {
    if (w[at.FAILED] !== 0) return
    try {
      perform(w, phase, task)
    } catch (error) {
      fail(error)
    }
  }

  function help(): void {
    const w = view(at.PHASE)
    for (;;) {
      const left = Atomics.sub(w, at.REMAINING, 1)
      if (left <= 0) return
      const phase = w[at.PHASE]!
      const tasks = view(phase + at.FIRST_CALL)[phase + at.TASKS]!
      attempt(words, phase, tasks - left)
      if (Atomics.add(w, at.FINISHED, 1) + 1 === tasks) Atomics.notify(w, at.FINISHED)
    }
  }

  function share(w: Int32Array, phase: number): void {
    w[at.PHASE] = phase
    Atomics.store(w, at.FINISHED, 0)
    Atomics.store(w, at.REMAINING, w[phase + at.TASKS]!)
    Atomics.add(w, at.EPOCH, 1)
    Atomics.notify(w, at.EPOCH, w[phase + at.HELPERS]!)
  }

  function begin(phase: number): boolean {
    const w = view(phase + at.FIRST_CALL)
    if (w[phase + at.KIND] !== at.GROUPS || w[phase + at.HELPERS] === 0 || skipped(w, phase)) return false
    share(w, phase)
    return true
  }

  function end(phase: number): void {
    const w = view(phase + at.FIRST_CALL)
    const tasks = w[phase + at.TASKS]!
    help()
    for (let look = 0; look < LOOKS && Atomics.load(w, at.FINISHED) !== tasks; look++);
    for (let done = Atomics.load(w, at.FINISHED); done !== tasks; done = Atomics.load(w, at.FINISHED)) {
      const outcome = Atomics.wait(w, at.FINISHED, done, patience)
      if (outcome !== 'timed-out' || Atomics.load(w, at.FINISHED) !== done) continue
      fail(`no progress for ${patience} ms: a thread has died`)
      return
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

  /** After a failure nothing is done, and what is guarded is not where a flag is up. */
  function skipped(w: Int32Array, phase: number): boolean {
    return w[at.FAILED] !== 0 || (w[phase + at.GUARDED] !== 0 && (w[at.OVERFLOW] !== 0 || w[at.NON_FINITE] !== 0))
  }

  function run(phase: number): void {
    const w = view(phase + at.FIRST_CALL)
    if (skipped(w, phase)) return
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
    if (w[phase + at.HELPERS]! > 0) {
      share(w, phase)
      end(phase)
    } else for (let task = 0; task < w[phase + at.TASKS]!; task++) attempt(words, phase, task)
  }

  return { run, begin, end, help, carry, words: view, fail }
}

function abort(_message: number, _file: number, line: number, column: number): never {
  throw new Error(`a kernel gave up at ${line}:${column}`)
}

/** Helps until the threads are told to end. */
export function helpUntilClosed({ help, words }: Agent): void {
  for (;;) {
    const w = words(at.CLOSING)
    const epoch = Atomics.load(w, at.EPOCH)
    if (Atomics.load(w, at.CLOSING) !== 0) return
    help()
    for (let look = 0; look < LOOKS && Atomics.load(w, at.EPOCH) === epoch; look++);
    Atomics.wait(w, at.EPOCH, epoch)
  }
}
