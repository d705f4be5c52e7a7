import { createAgent, type Agent, type AgentSetup } from './agent.js'
import * as at from './control.js'

/** What a thread needs to work with others. */
export interface TeamSetup extends AgentSetup {
  /** Milliseconds without any progress after which the others are given up. */
  readonly patience: number
}

/** One of several threads: it runs phases as conductor, or helps with tasks of the phase under way. */
export interface Teammate {
  /** Runs the phase at this index of int32 to its end, with the help of others where the phase says so. */
  run(phase: number): void
  /** Has others begin with a phase of groups, which `end` is to end; false where nobody helps with it, and nothing has happened. */
  begin(phase: number): boolean
  /** Works on a phase that has begun, to its end. */
  end(phase: number): void
  /** Takes tasks of the phase under way until none is left. */
  help(): void
  readonly words: Agent['words']
}

/** Looks again so often before it sleeps, some 50 µs: to sleep and to wake takes as long. Longer would take the core from those who work. */
const LOOKS = 2000

/** Tells the processor that a thread only looks, where the platform knows how. */
const { pause } = Atomics as { pause?: () => void }

/**
 * Threads agree by two counters. The conductor writes a phase and sets REMAINING to the number of its tasks; whoever
 * lowers that word from a positive number owns the task, and the phase cannot end before FINISHED counts it. So a
 * helper that wakes up late, in whatever phase, either owns a task of the present one or none.
 */
export function createTeammate({ patience, ...setup }: TeamSetup): Teammate {
  const { run, skipped, attempt, words, fail } = createAgent(setup)

  function help(): void {
    const w = words(at.PHASE)
    for (;;) {
      const left = Atomics.sub(w, at.REMAINING, 1)
      if (left <= 0) return
      const phase = w[at.PHASE]!
      const tasks = words(phase + at.FIRST_CALL)[phase + at.TASKS]!
      attempt(phase, tasks - left)
      if (Atomics.add(w, at.FINISHED, 1) + 1 === tasks) Atomics.notify(w, at.FINISHED)
    }
  }

  /** Lets others begin with a phase; false where nobody helps with it, or it is not to happen. */
  function share(phase: number): boolean {
    const w = words(phase + at.FIRST_CALL)
    if (w[phase + at.HELPERS] === 0 || skipped(phase)) return false
    w[at.PHASE] = phase
    Atomics.store(w, at.FINISHED, 0)
    Atomics.store(w, at.REMAINING, w[phase + at.TASKS]!)
    Atomics.add(w, at.EPOCH, 1)
    Atomics.notify(w, at.EPOCH, w[phase + at.HELPERS]!)
    return true
  }

  function end(phase: number): void {
    const w = words(phase + at.FIRST_CALL)
    const tasks = w[phase + at.TASKS]!
    help()
    for (let done = Atomics.load(w, at.FINISHED); done !== tasks; done = Atomics.load(w, at.FINISHED)) {
      const outcome = rest(w, at.FINISHED, done, patience)
      if (outcome !== 'timed-out' || Atomics.load(w, at.FINISHED) !== done) continue
      fail(`no progress for ${patience} ms: a thread has died`)
      return
    }
  }

  return {
    run(phase) {
      if (share(phase)) end(phase)
      else run(phase)
    },
    begin: (phase) => words(phase + at.FIRST_CALL)[phase + at.KIND] === at.GROUPS && share(phase),
    end,
    help,
    words,
  }
}

/** Waits as long as a word has this value: looks at it for a while, then sleeps. */
export function rest(w: Int32Array, index: number, value: number, patience?: number): string {
  for (let look = 0; look < LOOKS && Atomics.load(w, index) === value; look++) pause?.()
  return Atomics.wait(w, index, value, patience)
}

/** Helps until the threads are told to end. */
export function helpUntilClosed({ help, words }: Teammate): void {
  for (;;) {
    const w = words(at.CLOSING)
    const epoch = Atomics.load(w, at.EPOCH)
    if (Atomics.load(w, at.CLOSING) !== 0) return
    help()
    rest(w, at.EPOCH, epoch)
  }
}
