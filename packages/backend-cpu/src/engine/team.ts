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
 * Threads agree by two counters. The conductor writes a phase and sets REMAINING to the number of its pieces: tasks, or legs of
 * tasks. Whoever lowers that word from a positive number owes a piece, and the phase cannot end before FINISHED counts it. So a
 * helper that wakes up late, in whatever phase, either owes a piece of the present one or none.
 */
export function createTeammate({ patience, ...setup }: TeamSetup): Teammate {
  const { run, skipped, attempt, carry, words, phaseWords, fail } = createAgent(setup)

  function help(): void {
    const w = words(at.PHASE)
    for (;;) {
      const left = Atomics.sub(w, at.REMAINING, 1)
      if (left <= 0) return
      const phase = w[at.PHASE]!
      const pieces = piecesOf(phase)
      const inLegs = phaseWords(phase)[phase + at.LEGS]! > 0
      if (inLegs) attemptLeg(phase)
      else attempt(phase, pieces - left)
      const finished = Atomics.add(w, at.FINISHED, 1) + 1
      if (inLegs || finished === pieces) Atomics.notify(w, at.FINISHED)
    }
  }

  function piecesOf(phase: number): number {
    const w = phaseWords(phase)
    const legs = w[phase + at.LEGS]!
    return legs > 0 ? legs * w[phase + at.COUNT]! : w[phase + at.TASKS]!
  }

  /**
   * Does the next leg of the group that is furthest behind, of those that nobody is at: what is left at the end is then small, and in all of them.
   * Groups of the thread's own share come first, since its caches hold what it wrote of them in the pass before. A group waits for the one before where
   * both are of one task.
   */
  function attemptLeg(phase: number): void {
    const w = phaseWords(phase)
    const legs = w[phase + at.LEGS]!
    const count = w[phase + at.COUNT]!
    const tasks = w[phase + at.TASKS]!
    const shares = w[phase + at.HELPERS]! + 1
    const ends = phase + at.FIRST_CALL + 2 * w[phase + at.CALLS]!
    const first = ends + legs
    const isNext = (group: number, done: number): boolean =>
      shareOf(group, count, tasks) !== shareOf(group - 1, count, tasks) || Atomics.load(w, first + group - 1) > done + 1
    for (;;) {
      const finished = Atomics.load(w, at.FINISHED)
      let least = 2 * legs
      let found = -1
      let foundOwn = false
      for (let group = 0; group < count; group++) {
        const done = Atomics.load(w, first + group)
        const own = shareOf(group, count, shares) === setup.thread
        const before = own === foundOwn ? done < least : own
        if (!before || done === 2 * legs || done % 2 !== 0 || !isNext(group, done)) continue
        least = done
        found = group
        foundOwn = own
      }
      if (found < 0) {
        if (!moreFinished(w, finished)) return
      } else if (Atomics.compareExchange(w, first + found, least, least + 1) === least) {
        const leg = least / 2
        const begin = leg === 0 ? 0 : w[ends + leg - 1]
        attempt(phase, found, (_, group) => carry(phase, group, group + 1, begin, w[ends + leg]))
        Atomics.store(w, first + found, least + 2)
        return
      }
    }
  }

  /** Waits until more is finished than that; false where the others are given up. */
  function moreFinished(w: Int32Array, finished: number): boolean {
    if (rest(w, at.FINISHED, finished, patience) !== 'timed-out') return true
    if (Atomics.load(w, at.FINISHED) !== finished) return true
    fail(`no progress for ${patience} ms: a thread has died`)
    return false
  }

  /** Lets others begin with a phase; false where nobody helps with it, or it is not to happen. */
  function share(phase: number): boolean {
    const w = words(phase + at.FIRST_CALL)
    if (w[phase + at.HELPERS] === 0 || skipped(phase)) return false
    w[at.PHASE] = phase
    Atomics.store(w, at.FINISHED, 0)
    Atomics.store(w, at.REMAINING, piecesOf(phase))
    Atomics.add(w, at.EPOCH, 1)
    Atomics.notify(w, at.EPOCH, w[phase + at.HELPERS]!)
    return true
  }

  function end(phase: number): void {
    const w = words(phase + at.FIRST_CALL)
    const pieces = piecesOf(phase)
    help()
    for (let finished = 0; (finished = Atomics.load(w, at.FINISHED)) !== pieces;) if (!moreFinished(w, finished)) return
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

/** Whose a group is, of n tasks or threads: k has the groups ⌊k·count/n⌋ … ⌊(k+1)·count/n⌋ - 1. */
const shareOf = (group: number, count: number, n: number): number => Math.floor(((group + 1) * n - 1) / count)

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
