import type { ByteReader } from '../byte-reader.js'
import type { EventBuffer } from '../event-buffer.js'
import type { Sensor } from '../events.js'

/** Formats of recordings, as `readEvents` names them. @public */
export type EventFormatName = 'bin' | 'dat' | 'evt2' | 'evt3' | 'aedat4' | 'es' | 'mat' | 'npy' | 'npz'

/** How files of one format are told and read. */
export interface EventFormat {
  readonly name: EventFormatName
  readonly title: string
  /** Endings of such files' names. */
  readonly extensions: readonly string[]
  /** About how many bytes an event takes: room for a whole file is made at once, and grows where this was too many. */
  readonly eventBytes: number
  /** Sensors that such files come from, by size, for files that do not say; none: what holds the events. */
  readonly sensors: readonly Sensor[]
  /** Whether a file that begins so is one. Absent where nothing tells: then the name does. */
  recognizes?(head: Uint8Array): boolean
  /**
   * Decodes a file into `into` piece by piece, in the order of the file, and stops after each: at least once, with the sensor
   * that the file names. A FormatError with the offset for what is damaged, or lies outside the bounds where the file names no
   * sensor.
   */
  read(file: ByteReader, into: EventBuffer, rules: ReadRules): AsyncGenerator<Sensor | undefined>
}

/** What a reader is told beside the file. */
export interface ReadRules {
  /** What addresses are checked against where the file does not say. */
  readonly bounds: Sensor
  readonly evt3Clock: Evt3Clock
}

/**
 * How the two parts of the time in EVT3 files are joined. `stated`: as Prophesee's specification says, the lower 12 bits to the
 * upper ones that were said last. `counted`: as expelliarmus does, 4,096 microseconds more each time that the lower part goes
 * back, also where the upper part says so itself, so that recordings seem longer than they were.
 * @public
 */
export type Evt3Clock = 'counted' | 'stated'

/** What columns and rows of events can be at most. */
export const ADDRESSES: Sensor = { width: 1 << 16, height: 1 << 16, polarities: 2 }

/** Sensors of two polarities by width and height. */
export function cameras(...sizes: readonly (readonly [width: number, height: number])[]): readonly Sensor[] {
  return sizes.map(([width, height]) => ({ width, height, polarities: 2 }))
}

/** Whether bytes begin like a text. */
export function beginsWith(head: Uint8Array, text: string): boolean {
  return head.length >= text.length && Array.from(text).every((letter, k) => head[k] === letter.charCodeAt(0))
}

/** An event outside the sensor, as a FormatError. */
export function outside(file: ByteReader, at: number, x: number, y: number, { width, height }: Sensor): Error {
  return file.error(
    `has an event at column ${x}, row ${y}, outside ${width} x ${height}`,
    at,
    'Name the right sensor, or get the file again.',
  )
}
