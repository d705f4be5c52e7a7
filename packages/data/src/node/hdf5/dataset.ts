import { chunksOf } from './chunks.js'
import { datatypeOf, type Datatype } from './datatype.js'
import { filtersOf } from './filters.js'
import { wide, type Hdf5Bytes } from './hdf5-bytes.js'
import { DATASPACE, DATATYPE, LAYOUT, messagesOf, type Message } from './object-header.js'

/** A data set of one dimension. */
export interface Hdf5Dataset {
  /** Elements. */
  readonly length: number
  readonly type: Datatype
  /** Where it is described. */
  readonly at: number
  /** The bytes of elements `from` to `to - 1`. */
  read(from: number, to: number): DataView
}

const COMPACT = 0
const CONTIGUOUS = 1
const CHUNKED = 2

/** The data set whose header is at an address. Source: HDF5 File Format Specification 3.0, IV.A.2.b, IV.A.2.i. */
export function datasetAt(file: Hdf5Bytes, address: number): Hdf5Dataset {
  const messages = messagesOf(file, address)
  const message = (wanted: number, name: string): Message => {
    const found = messages.find(({ kind }) => kind === wanted)
    if (found === undefined) throw file.error(`has a data set without its ${name}`, address)
    return found
  }
  const type = datatypeOf(file, message(DATATYPE, 'type'))
  const length = lengthOf(file, message(DATASPACE, 'extent'))
  const read = elementsOf(file, message(LAYOUT, 'layout'), messages, type.bytes)
  return {
    length,
    type,
    at: address,
    read(from, to): DataView {
      if (!(from >= 0 && from <= to && to <= length)) throw file.error(`has no elements ${from} to ${to}`, address)
      return from === to ? new DataView(new ArrayBuffer(0)) : read(from, to)
    },
  }
}

function lengthOf(file: Hdf5Bytes, { content, at }: Message): number {
  const version = content.byteLength > 3 ? content.getUint8(0) : 0
  const start = version === 1 ? 8 : 4
  if ((version !== 1 && version !== 2) || content.getUint8(1) !== 1 || content.byteLength < start + 8) {
    throw file.error('has a data set that is no list', at)
  }
  return wide(content, start)
}

/** How elements are read from wherever they lie. */
function elementsOf(
  file: Hdf5Bytes,
  layout: Message,
  messages: readonly Message[],
  bytes: number,
): Hdf5Dataset['read'] {
  const { content, at } = layout
  const version = content.byteLength > 3 ? content.getUint8(0) : 0
  const kind = version === 3 || version === 4 ? content.getUint8(1) : undefined
  if (kind === COMPACT) {
    const size = content.getUint16(2, true)
    if (4 + size > content.byteLength) throw file.error('has elements that end outside their header', at)
    return together(file, at + 4, size, bytes)
  }
  if (kind === CONTIGUOUS && content.byteLength >= 18) return together(file, wide(content, 2), wide(content, 10), bytes)
  if (kind !== CHUNKED || version !== 3) {
    throw file.error(
      `has a data set in a layout that is not read (version ${version}, class ${kind}), as of libver 'latest'`,
      at,
    )
  }
  const chunks = chunksOf(file, layout, filtersOf(file, messages), bytes)
  return (from, to) => {
    const parts: Uint8Array[] = []
    for (let k = from; k < to;) {
      const chunk = Math.floor(k / chunks.elements)
      const [first, end] = [chunk * chunks.elements, Math.min(to, (chunk + 1) * chunks.elements)]
      parts.push(chunks.read(chunk).slice((k - first) * bytes, (end - first) * bytes))
      k = end
    }
    const all = parts.length === 1 ? parts[0]! : new Uint8Array(Buffer.concat(parts))
    return new DataView(all.buffer, all.byteOffset, all.length)
  }
}

/** Elements that lie one after another, in `size` bytes. */
function together(file: Hdf5Bytes, start: number, size: number, bytes: number): Hdf5Dataset['read'] {
  return (from, to) => {
    if (to * bytes > size) throw file.error(`has ${size} bytes of elements, too few for ${to} of ${bytes}`, start)
    return file.view(start + from * bytes, (to - from) * bytes)
  }
}
