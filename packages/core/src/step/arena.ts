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
   * Gives every buffer that the calls write, and that has no storage yet, one: those that were made in the step and do not outlive it.
   * @param made gets the slots that had to be made.
   * @returns the bytes of the slots in use.
   */
  assign(calls: readonly Call[], made: Storage[]): number {
    calls.forEach(({ reads, writes }, at) => {
      noteUse(reads, at)
      noteUse(writes, at)
    })
    /** Slots that this list has not used yet, and those that it has and needs no longer. */
    const unused = [...this.#slots]
    const idle: Storage[] = []
    let bytes = 0
    const firstUse = (wanted: number): Storage => {
      const slot = takeFrom(unused, wanted) ?? this.#make(wanted, made)
      bytes += slot.bytes
      return slot
    }
    calls.forEach(({ reads, writes }, at) => {
      for (const buffer of writes) buffer.storage ??= takeFrom(idle, buffer.bytes) ?? firstUse(buffer.bytes)
      giveBack(reads, at, idle)
      giveBack(writes, at, idle)
    })
    return bytes
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

function noteUse(buffers: readonly Buffer[], at: number): void {
  for (const buffer of buffers) if (!buffer.storage) buffer.lastUse = at
}

function giveBack(buffers: readonly Buffer[], at: number, idle: Storage[]): void {
  for (const buffer of buffers) {
    if (buffer.lastUse !== at || !buffer.storage) continue
    // Once, though the call may both read and write it.
    buffer.lastUse = -1
    idle.push(buffer.storage)
  }
}

/** The tightest idle slot that holds the bytes without wasting more than they are. */
function takeFrom(idle: Storage[], bytes: number): Storage | undefined {
  let best = -1
  for (let at = 0; at < idle.length; at++) {
    const size = idle[at]!.bytes
    if (size >= bytes && size <= 2 * bytes + 1024 && (best < 0 || size < idle[best]!.bytes)) best = at
  }
  return best < 0 ? undefined : idle.splice(best, 1)[0]
}

function bytesOf(slots: Iterable<Storage>): number {
  let bytes = 0
  for (const slot of slots) bytes += slot.bytes
  return bytes
}
