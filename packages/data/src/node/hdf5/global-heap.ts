import { marked, wide, type Hdf5Bytes } from './hdf5-bytes.js'

/** Bytes before each object of a collection, and before the first. */
const HEAD = 16

/** Bytes of collections that are kept, since what is read next lies in the same. */
const KEPT = 1 << 20

interface Collection {
  readonly bytes: Uint8Array
  /** First byte and number of bytes of each object. */
  readonly objects: ReadonlyMap<number, readonly [start: number, length: number]>
}

/** What an element of a list of sequences refers to: a copy of the bytes. */
export type SequenceReader = (element: DataView, at: number, itemBytes: number) => Uint8Array<ArrayBuffer>

/** Reads sequences from the collections in which a file keeps them. Source: HDF5 File Format Specification 3.0, III.E. */
export function sequenceReader(file: Hdf5Bytes): SequenceReader {
  const kept = new Map<number, Collection>()
  let keptBytes = 0
  function keep(address: number, collection: Collection): void {
    kept.set(address, collection)
    keptBytes += collection.bytes.length
    for (const [oldest, { bytes }] of kept) {
      if (keptBytes <= KEPT || oldest === address) return
      kept.delete(oldest)
      keptBytes -= bytes.length
    }
  }
  return (element, at, itemBytes) => {
    const length = element.getUint32(at, true) * itemBytes
    if (length === 0) return new Uint8Array(0)
    const address = wide(element, at + 4)
    let collection = kept.get(address)
    if (collection === undefined) {
      collection = collectionAt(file, address)
      keep(address, collection)
    }
    const [start, there] = collection.objects.get(element.getUint32(at + 12, true)) ?? [0, -1]
    if (length !== there)
      throw file.error(`has ${Math.max(0, there)} bytes where a sequence of ${length} should be`, address + start)
    return collection.bytes.slice(start, start + length) as Uint8Array<ArrayBuffer>
  }
}

function collectionAt(file: Hdf5Bytes, address: number): Collection {
  const head = file.view(address, HEAD)
  if (!marked(head, 'GCOL')) throw file.error('has no sequences where it says', address)
  const view = file.view(address, wide(head, 8))
  const objects = new Map<number, readonly [number, number]>()
  for (let at = HEAD; at + HEAD <= view.byteLength;) {
    const index = view.getUint16(at, true)
    // Free space, to the end.
    if (index === 0) break
    const length = wide(view, at + 8)
    if (!(at + HEAD + length <= view.byteLength))
      throw file.error('has a sequence that ends outside its collection', address + at)
    objects.set(index, [at + HEAD, length])
    at += HEAD + 8 * Math.ceil(length / 8)
  }
  return { bytes: new Uint8Array(view.buffer, view.byteOffset, view.byteLength), objects }
}
