import { unfiltered, type FilteredChunk } from './filters.js'
import { wide, type Hdf5Bytes } from './hdf5-bytes.js'
import type { Message } from './object-header.js'
import { leavesOf } from './tree.js'

/** Elements of a data set that is stored in chunks of so many. */
export interface Chunks {
  readonly elements: number
  /** All elements of one chunk. A FormatError where it is missing or damaged. They last until the next call. */
  read(chunk: number): Uint8Array
}

/** Finds the chunks of a data set of one dimension. Source: HDF5 File Format Specification 3.0, III.A.1, IV.A.2.i. */
export function chunksOf(
  file: Hdf5Bytes,
  { content, at }: Message,
  filters: readonly number[],
  elementBytes: number,
): Chunks {
  if (content.byteLength < 19) throw file.error('has a layout that ends too early', at)
  if (content.getUint8(2) !== 2) throw file.error(`has chunks of ${content.getUint8(2) - 1} dimensions, expected 1`, at)
  const elements = content.getUint32(11, true)
  if (elements === 0) throw file.error('has chunks of no elements', at)
  const stored = content.getUint32(15, true)
  if (stored !== elementBytes) throw file.error(`has chunks of ${stored} bytes an element, not ${elementBytes}`, at)
  const chunks = new Map<number, FilteredChunk>()
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
      last = -1
      decoded = unfiltered(file, chunk, filters, elements * elementBytes, elementBytes)
      last = index
      return decoded
    },
  }
}
