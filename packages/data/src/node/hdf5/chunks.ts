import { inflateSync } from 'node:zlib'
import { wide, type Hdf5Bytes } from './hdf5-bytes.js'
import { FILTERS, type Message } from './object-header.js'
import { leavesOf } from './tree.js'

const DEFLATE = 1
const SHUFFLE = 2

/** The most that deflate makes of one byte. */
const MOST_INFLATED = 1032

interface Chunk {
  readonly at: number
  /** As stored. */
  readonly bytes: number
  /** A bit for each filter that was left out. */
  readonly skipped: number
}

/** Elements of a data set that is stored in chunks of so many. */
export interface Chunks {
  readonly elements: number
  /** All elements of one chunk. A FormatError where it is missing or damaged. They last until the next call. */
  read(chunk: number): Uint8Array
}

/** Finds the chunks of a data set of one dimension. Source: HDF5 File Format Specification 3.0, III.A.1, IV.A.2.i, IV.A.2.l. */
export function chunksOf(
  file: Hdf5Bytes,
  { content, at }: Message,
  filters: readonly number[],
  elementBytes: number,
): Chunks {
  if (content.byteLength < 19) throw file.error('has a layout that ends too early', at)
  if (content.getUint8(2) !== 2) throw file.error(`has chunks of ${content.getUint8(2) - 1} dimensions, expected 1`, at)
  const elements = content.getUint32(11, true)
  const whole = elements * elementBytes
  if (elements === 0) throw file.error('has chunks of no elements', at)
  const chunks = new Map<number, Chunk>()
  for (const { key, child } of leavesOf(file, wide(content, 3), { kind: 1, keyBytes: 24 })) {
    const chunk = { at: child, bytes: key.getUint32(0, true), skipped: key.getUint32(4, true) }
    chunks.set(wide(key, 8) / elements, chunk)
  }
  let last = -1
  let decoded = new Uint8Array(0)
  return {
    elements,
    read(index): Uint8Array {
      if (index === last) return decoded
      const chunk = chunks.get(index)
      if (chunk === undefined) throw file.error(`lacks chunk ${index} of a data set`, at)
      if (whole > MOST_INFLATED * chunk.bytes) throw file.error('has a chunk of impossible size', chunk.at)
      last = -1
      decoded = plain(file, chunk, filters, whole, elementBytes)
      last = index
      return decoded
    },
  }
}

/** The bytes of a chunk without its filters, the last one first. */
function plain(
  file: Hdf5Bytes,
  { at, bytes, skipped }: Chunk,
  filters: readonly number[],
  whole: number,
  elementBytes: number,
): Uint8Array<ArrayBuffer> {
  let data = new Uint8Array(file.view(at, bytes).buffer as ArrayBuffer)
  for (let k = filters.length - 1; k >= 0; k--) {
    if (((skipped >> k) & 1) === 1) continue
    data = filters[k] === DEFLATE ? inflated(file, data, whole, at) : unshuffled(data, elementBytes)
  }
  if (data.length !== whole) throw file.error(`has a chunk of ${data.length} bytes, expected ${whole}`, at)
  return data
}

function inflated(file: Hdf5Bytes, data: Uint8Array, whole: number, at: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(inflateSync(data, { maxOutputLength: whole }))
  } catch {
    throw file.error('has a chunk that cannot be inflated', at)
  }
}

/** First bytes of all elements, then all second ones, and so on: back to elements. */
function unshuffled(data: Uint8Array, elementBytes: number): Uint8Array<ArrayBuffer> {
  const elements = Math.floor(data.length / elementBytes)
  const out = new Uint8Array(data)
  for (let byte = 0; byte < elementBytes; byte++)
    for (let k = 0; k < elements; k++) out[k * elementBytes + byte] = data[byte * elements + k]!
  return out
}

/** The filters that a data set's chunks went through, in order. A FormatError for those that are not read. */
export function filtersOf(file: Hdf5Bytes, messages: readonly Message[]): number[] {
  const message = messages.find(({ kind }) => kind === FILTERS)
  if (message === undefined) return []
  const { content, at } = message
  const first = content.byteLength >= 2 && content.getUint8(0) === 1
  const count = content.byteLength >= 2 ? content.getUint8(1) : 0
  const filters: number[] = []
  for (let from = first ? 8 : 2; filters.length < count;) {
    if (from + 8 > content.byteLength) throw file.error('has filters that end too early', at)
    const filter = content.getUint16(from, true)
    if (filter !== DEFLATE && filter !== SHUFFLE) {
      throw file.error(`has chunks through filter ${filter}; deflate and shuffle are read`, at + from)
    }
    filters.push(filter)
    // Before the values: the filter, in version 1 the length of its name, flags, number of values; then the name.
    const values = content.getUint16(from + (first ? 6 : 4), true)
    from += first
      ? 8 + 8 * Math.ceil(content.getUint16(from + 2, true) / 8) + 4 * (values + (values % 2))
      : 6 + 4 * values
  }
  return filters
}
