import type { Driver, Storage } from '../backend.js'
import type { Buffer } from './buffer.js'
import type { Call } from './list.js'

/**
 * Storage for what is made inside steps. Buffers whose lives in the list do not overlap share a slot, and the same list
 * gets the same slots in every step: addresses repeat. Steps under way share the slots, since they run in order.
 */
export class Arena {
  readonly #driver: Driver
  readonly #slots = new Set<Storage>()

  constructor(driver: Driver) {
    this.#driver = driver
  }

  /** Held for steps to come, in bytes. */
  get bytes(): number {
    return bytesOf(this.#slots)
  }

  /**
   * Gives every buffer of `local` that the calls use a storage.
   * @param made gets the slots that had to be made.
   * @returns the bytes of the slots in use.
   */
  assign(calls: readonly Call[], local: ReadonlySet<Buffer>, made: Storage[]): number {
    const lastUse = new Map<Buffer, number>()
    calls.forEach((call, at) => {
      for (const buffer of call.reads) lastUse.set(buffer, at)
      for (const buffer of call.writes) lastUse.set(buffer, at)
    })
    const idle = [...this.#slots]
    const used = new Set<Storage>()
    const slotOf = new Map<Buffer, Storage>()
    calls.forEach((call, at) => {
      for (const buffer of call.writes)
        if (local.has(buffer) && !slotOf.has(buffer)) {
          const slot = takeFrom(idle, buffer.bytes) ?? this.#make(buffer.bytes, made)
          slotOf.set(buffer, slot)
          used.add(slot)
          buffer.storage = slot
        }
      const giveBack = (buffer: Buffer): void => {
        const slot = slotOf.get(buffer)
        // Once, though the call may both read and write it.
        if (slot !== undefined && lastUse.get(buffer) === at && lastUse.delete(buffer)) idle.push(slot)
      }
      call.reads.forEach(giveBack)
      call.writes.forEach(giveBack)
    })
    return bytesOf(used)
  }

  #make(bytes: number, made: Storage[]): Storage {
    const slot = this.#driver.allocate(bytes)
    this.#slots.add(slot)
    made.push(slot)
    return slot
  }

  /** Takes a slot out: lists to come do without it. */
  remove(slot: Storage): void {
    this.#slots.delete(slot)
  }
}

/** The tightest idle slot that holds the bytes without wasting more than they are. */
function takeFrom(idle: Storage[], bytes: number): Storage | undefined {
  let best = -1
  idle.forEach((slot, at) => {
    const size = slot.bytes
    if (size >= bytes && size <= 2 * bytes + 1024 && (best < 0 || size < idle[best]!.bytes)) best = at
  })
  return best < 0 ? undefined : idle.splice(best, 1)[0]
}

function bytesOf(slots: Iterable<Storage>): number {
  let bytes = 0
  for (const slot of slots) bytes += slot.bytes
  return bytes
}
