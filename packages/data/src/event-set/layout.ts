import type { About } from '../data-set.js'
import type { Sensor } from '../events.js'

/* The layout of an event-set file. docs/event-set-format.md has it byte by byte. */

export const VERSION = 1
export const HEADER_BYTES = 16
export const FOOTER_BYTES = 32
/** Of one sample in the index: bytes, events, label, checksum. */
export const ENTRY_BYTES = 16

/** First bytes of the file. */
export const MAGIC = Uint8Array.of(0x89, 0x53, 0x4e, 0x4e, 0x45, 0x56, 0x0d, 0x0a)
/** First bytes of the footer. */
export const END_MAGIC = Uint8Array.of(0x89, 0x53, 0x4e, 0x4e, 0x45, 0x4e, 0x44, 0x0a)

/** What the index says about the set, as JSON. */
export interface EventSetMeta extends About {
  readonly sensor: Sensor
}

/** Whether bytes begin as an event-set file does. */
export function startsWith(bytes: Uint8Array, magic: Uint8Array): boolean {
  return bytes.length >= magic.length && magic.every((byte, k) => bytes[k] === byte)
}
