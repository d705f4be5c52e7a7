import type { ByteReader } from '../byte-reader.js'

/**
 * A table of a FlatBuffer: where the fields of a record lie. Positions outside the bytes are a RangeError, as a DataView throws
 * it.
 */
export interface Table {
  readonly view: DataView
  readonly at: number
}

/** The root table of a FlatBuffer, without the length before it, and its four letters of identification. */
export function rootTable(bytes: Uint8Array): { readonly table: Table; readonly identifier: string } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return { table: { view, at: view.getUint32(0, true) }, identifier: String.fromCharCode(...bytes.subarray(4, 8)) }
}

/** Position of field `index` of a table, or undefined where it has its default. */
export function field({ view, at }: Table, index: number): number | undefined {
  const layout = at - view.getInt32(at, true)
  const entry = 4 + 2 * index
  if (entry + 2 > view.getUint16(layout, true)) return undefined
  const offset = view.getUint16(layout + entry, true)
  return offset === 0 ? undefined : at + offset
}

/** First element and number of elements of a vector or string whose field is at `at`. */
export function vector({ view }: Table, at: number): { readonly start: number; readonly length: number } {
  const start = at + view.getUint32(at, true)
  return { start: start + 4, length: view.getUint32(start, true) }
}

/** What the bytes of a FlatBuffer refer to outside of them, as a FormatError. */
export function explained<T>(file: ByteReader, at: number, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof RangeError) throw file.error('has a damaged packet', at)
    throw error
  }
}
