import type { EventSink } from './data-set.js'

/** An {@link EventSink} that grows by doubling and is used again by setting `count` to 0. @public */
export function eventSink(capacity = 1024): EventSink {
  let t = new Uint32Array(capacity)
  let i = new Uint32Array(capacity)
  return {
    count: 0,
    get t(): Uint32Array {
      return t
    },
    get i(): Uint32Array {
      return i
    },
    reserve(events): void {
      const needed = this.count + events
      if (needed <= t.length) return
      const grownT = new Uint32Array(Math.max(needed, 2 * t.length))
      const grownI = new Uint32Array(grownT.length)
      grownT.set(t.subarray(0, this.count))
      grownI.set(i.subarray(0, this.count))
      t = grownT
      i = grownI
    },
  }
}
