import type { Driver, Storage } from '../backend.js'
import type { Buffer } from './buffer.js'
import type { Call } from './list.js'

/**
 * Storage for what is made inside steps. Buffers whose lives in the list do not overlap share a slot, and the same list
 * gets the same slots in every step: addresses repeat. Steps under way share the slots, since they run in order.
 */
export class Arena {
  readonly #driver: Driver
  readonly #slots: Storage[] = []
  #bytes = 0

  constructor(driver: Driver) {
    this.#driver = driver
  }

  /** Held for steps to come, in bytes. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * Gives every buffer of `local` that the calls use a storage.
   * @returns the bytes of the slots in use.
   */
  assign(calls: readonly Call[], local: ReadonlySet<Buffer>): number {
    const lastUse = new Map<Buffer, number>()
    calls.forEach((call, at) => {
      for (const buffer of call.reads) lastUse.set(buffer, at)
      for (const buffer of call.writes) lastUse.set(buffer, at)
    })
    const idle = this.#slots.map((_, slot) => slot)
    const used = new Set<number>()
    const slotOf = new Map<Buffer, number>()
    calls.forEach((call, at) => {
      for (const buffer of call.writes)
        if (local.has(buffer) && !slotOf.has(buffer)) {
          const slot = this.#take(idle, buffer.bytes)
          slotOf.set(buffer, slot)
          used.add(slot)
          buffer.storage = this.#slots[slot]!
        }
      for (const buffer of new Set([...call.reads, ...call.writes])) {
        const slot = slotOf.get(buffer)
        if (slot !== undefined && lastUse.get(buffer) === at) idle.push(slot)
      }
    })
    let bytes = 0
    for (const slot of used) bytes += this.#slots[slot]!.bytes
    return bytes
  }

  /** The tightest idle slot that holds the bytes without wasting more than they are, or a new one. */
  #take(idle: number[], bytes: number): number {
    let best = -1
    idle.forEach((slot, at) => {
      const size = this.#slots[slot]!.bytes
      if (size >= bytes && size <= 2 * bytes + 1024 && (best < 0 || size < this.#slots[idle[best]!]!.bytes)) best = at
    })
    if (best >= 0) return idle.splice(best, 1)[0]!
    const storage = this.#driver.allocate(bytes)
    this.#slots.push(storage)
    this.#bytes += storage.bytes
    return this.#slots.length - 1
  }

  /** Gives everything back, once no step is under way. */
  release(): void {
    for (const storage of this.#slots) this.#driver.release(storage)
    this.#slots.length = 0
    this.#bytes = 0
  }
}
