import { inflateSync } from 'node:zlib'
import { fletcher32 } from './fletcher32.js'
import type { Hdf5Bytes } from './hdf5-bytes.js'
import { FILTERS, type Message } from './object-header.js'

const DEFLATE = 1
const SHUFFLE = 2
const FLETCHER32 = 3

/** A chunk has a bit for each filter. */
const MOST_FILTERS = 32

/** The most that deflate makes of one byte. */
const MOST_INFLATED = 1032

/** Bytes of a checksum, behind what it is of. */
const CHECKSUM = 4

/** A chunk as it is stored. */
export interface FilteredChunk {
  readonly at: number
  readonly bytes: number
  /** A bit for each filter that was left out. */
  readonly skipped: number
}

/**
 * The filters that a data set's chunks went through, in order. A FormatError for those that are not read.
 * Source: HDF5 File Format Specification 3.0, IV.A.2.l.
 */
export function filtersOf(file: Hdf5Bytes, messages: readonly Message[]): number[] {
  const message = messages.find(({ kind }) => kind === FILTERS)
  if (message === undefined) return []
  const { content, at } = message
  const [version, count] = content.byteLength >= 2 ? [content.getUint8(0), content.getUint8(1)] : [0, 0]
  if (version !== 1 && version !== 2) throw file.error(`has filters of version ${version}, expected 1 or 2`, at)
  if (count > MOST_FILTERS) throw file.error(`has ${count} filters, more than ${MOST_FILTERS}`, at)
  // Before the values: the filter, in version 1 the length of its name, flags, number of values; then the name.
  const head = version === 1 ? 8 : 6
  const filters: number[] = []
  for (let from = version === 1 ? 8 : 2; filters.length < count;) {
    if (from + head > content.byteLength) throw file.error('has filters that end too early', at)
    const filter = content.getUint16(from, true)
    if (filter !== DEFLATE && filter !== SHUFFLE && filter !== FLETCHER32) {
      throw file.error(`has chunks through filter ${filter}; deflate, shuffle and fletcher32 are read`, at + from)
    }
    filters.push(filter)
    const values = content.getUint16(from + head - 2, true)
    from +=
      version === 1
        ? head + 8 * Math.ceil(content.getUint16(from + 2, true) / 8) + 4 * (values + (values % 2))
        : head + 4 * values
  }
  return filters
}

/** The `whole` bytes of a chunk without its filters, the last one first. A FormatError where they are others. */
export function unfiltered(
  file: Hdf5Bytes,
  { at, bytes, skipped }: FilteredChunk,
  filters: readonly number[],
  whole: number,
  elementBytes: number,
): Uint8Array<ArrayBuffer> {
  if (whole > MOST_INFLATED * bytes) throw file.error('has a chunk of impossible size', at)
  const applied = filters.filter((_, k) => ((skipped >>> k) & 1) === 0)
  const most = whole + CHECKSUM * applied.length
  let data = new Uint8Array(file.view(at, bytes).buffer)
  for (const filter of applied.toReversed()) {
    if (filter === DEFLATE) data = inflated(file, data, most, at)
    else if (filter === SHUFFLE) data = unshuffled(data, elementBytes)
    else data = checked(file, data, at)
  }
  if (data.length !== whole) throw file.error(`has a chunk of ${data.length} bytes, expected ${whole}`, at)
  return data
}

function inflated(file: Hdf5Bytes, data: Uint8Array, most: number, at: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(inflateSync(data, { maxOutputLength: most }))
  } catch {
    throw file.error('has a chunk that cannot be inflated', at)
  }
}

/** First bytes of all elements, then all second ones, and so on: back to elements. What is left over stays at the end. */
function unshuffled(data: Uint8Array, elementBytes: number): Uint8Array<ArrayBuffer> {
  const elements = Math.floor(data.length / elementBytes)
  const out = new Uint8Array(data)
  for (let byte = 0; byte < elementBytes; byte++)
    for (let k = 0; k < elements; k++) out[k * elementBytes + byte] = data[byte * elements + k]!
  return out
}

/** What stands before a checksum that is right. */
function checked(file: Hdf5Bytes, data: Uint8Array<ArrayBuffer>, at: number): Uint8Array<ArrayBuffer> {
  const end = data.length - CHECKSUM
  const content = data.subarray(0, Math.max(0, end))
  if (end < 0 || new DataView(data.buffer, data.byteOffset).getUint32(end, true) !== fletcher32(content)) {
    throw file.error('has a chunk whose checksum is wrong', at)
  }
  return content
}
