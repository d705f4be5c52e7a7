import type { Memory } from '../memory.js'
import * as at from './control.js'

/** Phases on their way to whoever conducts, in pieces of memory that are used again once they have happened. */
export interface PhaseQueue {
  /** Whether there are phases that have not happened yet. */
  readonly pending: boolean
  /** Index of int32 at which the first phase will stand. */
  first(): number
  place(words: number): number
  /** The phase that was written is one of them now. */
  publish(): void
  /** Called back once all phases published so far have happened. */
  afterwards(action: () => void): void
  /** Has a report written under a number, and resolves when it has been carried out. */
  report(write: (number: number) => void): Promise<void>
  /** The conductor has carried out this report. */
  reported(number: number): void
  /** No report will come any more. */
  reject(error: unknown): void
}

const SEGMENT_WORDS = 8192

interface Segment {
  readonly index: number
  /** Phases published before the first of its phases, and before its last one: it is free once these have happened. */
  last: number
}

export function createPhaseQueue(memory: Memory): PhaseQueue {
  const segments: Segment[] = []
  const actions: { readonly after: number; readonly action: () => void }[] = []
  const reports = new Map<number, { resolve(): void; reject(error: unknown): void }>()
  let published = 0
  let reportNumber = 0
  let current: Segment | undefined
  let used = 0
  let refusal: unknown

  function executed(): number {
    const done = Atomics.load(memory.i32(), at.EXECUTED)
    while (actions.length > 0 && actions[0]!.after <= done) actions.shift()!.action()
    return done
  }

  function segment(): Segment {
    const done = executed()
    const found = segments.find((one) => one !== current && one.last <= done)
    if (found !== undefined) return found
    const made = { index: memory.allocate(4 * SEGMENT_WORDS) / 4, last: 0 }
    segments.push(made)
    return made
  }

  function publish(): void {
    published++
    current!.last = published
    Atomics.store(memory.i32(), at.PUBLISHED, published)
  }

  return {
    get pending() {
      return published > 0 && executed() < published
    },
    first() {
      current = segment()
      return current.index
    },
    place(words) {
      const last = at.FIRST_CALL + 1
      if (used + words + last > SEGMENT_WORDS) {
        const next = segment()
        const w = memory.i32()
        const jump = current!.index + used
        w.fill(0, jump, jump + last)
        w[jump + at.KIND] = at.JUMP
        w[jump + at.WORDS] = last
        w[jump + at.FIRST_CALL] = next.index
        publish()
        current = next
        used = 0
      }
      const place = current!.index + used
      used += words
      return place
    },
    publish,
    afterwards(action) {
      actions.push({ after: published, action })
    },
    report(write) {
      if (refusal !== undefined) return Promise.reject(refusal)
      const number = ++reportNumber
      return new Promise((resolve, reject) => {
        reports.set(number, { resolve, reject })
        write(number)
      })
    },
    reported(number) {
      executed()
      reports.get(number)?.resolve()
      reports.delete(number)
    },
    reject(error) {
      refusal = error
      for (const { reject } of reports.values()) reject(error)
      reports.clear()
    },
  }
}
