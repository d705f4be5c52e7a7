import type { FormatError } from '@snn/core'
import { ENTRY_BYTES, HEADER_BYTES, type EventSetMeta } from './layout.js'

/** What the index of an event set holds. */
export interface EventSetIndex {
  readonly about: EventSetMeta
  /** [samples + 1]: sample k lies at bytes starts[k] to starts[k + 1] - 1. */
  readonly starts: Float64Array
  /** Events of each sample. */
  readonly counts: Uint32Array
  readonly labels: Uint32Array
  readonly checksums: Uint32Array
}

/** What the footer says about the index. */
export interface IndexPlace {
  readonly start: number
  readonly textBytes: number
  readonly samples: number
  readonly wrong: (what: string, offset: number) => FormatError
}

/** Reads the index, whose checksum is right; sizes that do not fit together are a FormatError. */
export function readIndex(bytes: Uint8Array, { start, textBytes, samples, wrong }: IndexPlace): EventSetIndex {
  if (bytes.length !== textBytes + samples * ENTRY_BYTES) {
    throw wrong(`has an index of ${bytes.length} bytes, expected ${textBytes + samples * ENTRY_BYTES}`, start)
  }
  const about = parsed(bytes.subarray(0, textBytes))
  if (about === undefined) throw wrong('has an index that does not describe a set', start)
  const starts = new Float64Array(samples + 1)
  const [counts, labels, checksums] = [new Uint32Array(samples), new Uint32Array(samples), new Uint32Array(samples)]
  const view = new DataView(bytes.buffer, bytes.byteOffset + textBytes, samples * ENTRY_BYTES)
  starts[0] = HEADER_BYTES
  for (let k = 0; k < samples; k++) {
    const at = k * ENTRY_BYTES
    starts[k + 1] = starts[k]! + view.getUint32(at, true)
    counts[k] = view.getUint32(at + 4, true)
    labels[k] = view.getUint32(at + 8, true)
    checksums[k] = view.getUint32(at + 12, true)
    // An event takes a byte at least, so this bounds what decoding allocates.
    if (counts[k]! > starts[k + 1]! - starts[k]!) throw wrong(`announces too many events for sample ${k}`, start)
  }
  if (starts[samples] !== start) throw wrong(`has samples that end at byte ${starts[samples]}, not at its index`, start)
  return { about, starts, counts, labels, checksums }
}

function parsed(text: Uint8Array): EventSetMeta | undefined {
  let value: Partial<EventSetMeta>
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text)) as Partial<EventSetMeta>
  } catch {
    return undefined
  }
  const { name, split, classes, sensor, citation, license, partial } = value
  const right =
    isText(name) &&
    isText(split) &&
    Array.isArray(classes) &&
    classes.every(isText) &&
    [citation, license, partial].every((each) => each === undefined || isText(each)) &&
    isSize(sensor?.width, 65536) &&
    isSize(sensor?.height, 65536) &&
    isSize(sensor?.polarities, 2)
  // What else a later writer says is passed over.
  return right ? { name, split, classes, sensor: sensor!, citation, license, partial } : undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isSize(value: unknown, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most
}
