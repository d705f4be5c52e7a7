import { marked, wide, type Hdf5Bytes } from './hdf5-bytes.js'
import { checkSum } from './lookup3.js'

/** Kinds of messages that are read. */
export const DATASPACE = 0x01
export const LINK_INFO = 0x02
export const DATATYPE = 0x03
export const LINK = 0x06
export const LAYOUT = 0x08
export const FILTERS = 0x0b
export const SYMBOL_TABLE = 0x11
const CONTINUATION = 0x10
const kinds = [DATASPACE, LINK_INFO, DATATYPE, LINK, LAYOUT, FILTERS, SYMBOL_TABLE]

/** One fact of an object: a group or a data set. */
export interface Message {
  readonly kind: number
  /** Where its content lies in the file. */
  readonly at: number
  readonly content: DataView
}

/** Messages that lie together. */
interface Piece {
  readonly version: 1 | 2
  /** Bytes before the content of each. */
  readonly prefix: number
  /** Where the first is, and where they end. */
  readonly start: number
  readonly end: number
}

/** What is read of the messages of the object whose header is at an address. Source: HDF5 File Format Specification 3.0, IV.A. */
export function messagesOf(file: Hdf5Bytes, address: number): Message[] {
  const pieces = [firstPiece(file, address)]
  const { version, prefix } = pieces[0]!
  const starts = new Set([pieces[0]!.start])
  const messages: Message[] = []
  let bytes = 0
  for (const { start, end } of pieces) {
    const piece = file.view(start, end - start)
    bytes += piece.byteLength
    if (bytes > file.size) throw file.error('has a header that is larger than itself', address)
    for (let at = 0; at + prefix <= piece.byteLength;) {
      const kind = version === 2 ? piece.getUint8(at) : piece.getUint16(at, true)
      const length = piece.getUint16(at + (version === 2 ? 1 : 2), true)
      const flags = piece.getUint8(at + (version === 2 ? 3 : 4))
      at += prefix
      if (at + length > piece.byteLength) throw file.error('has a message that ends outside its header', start + at)
      const message = { kind, at: start + at, content: new DataView(piece.buffer, at, length) }
      at += length
      if (kind === CONTINUATION) {
        const next = nextPiece(file, message, pieces[0]!)
        if (starts.has(next.start)) throw file.error('has a header that goes round in a circle', message.at)
        starts.add(next.start)
        pieces.push(next)
      }
      if (!kinds.includes(kind)) continue
      if ((flags & 2) !== 0) throw file.error('shares messages between objects, which this does not read', message.at)
      messages.push(message)
    }
  }
  return messages
}

function firstPiece(file: Hdf5Bytes, address: number): Piece {
  const head = file.view(address, 16)
  if (!marked(head, 'OHDR')) {
    if (head.getUint8(0) !== 1) throw file.error('has no object where it says', address)
    return { version: 1, prefix: 8, start: address + 16, end: address + 16 + head.getUint32(8, true) }
  }
  const flags = head.getUint8(5)
  if (head.getUint8(4) !== 2) throw file.error(`has an object of version ${head.getUint8(4)}`, address)
  const sized = address + 6 + ((flags & 0x20) !== 0 ? 16 : 0) + ((flags & 0x10) !== 0 ? 4 : 0)
  const bytes = 1 << (flags & 3)
  const length = sizeOf(file.view(sized, bytes), 0, bytes)
  const start = sized + bytes
  checkSum(file, address, start + length)
  return { version: 2, prefix: (flags & 4) !== 0 ? 6 : 4, start, end: start + length }
}

function nextPiece(file: Hdf5Bytes, { content, at }: Message, { version, prefix }: Piece): Piece {
  if (content.byteLength < 16) throw file.error('has a header that goes on nowhere', at)
  const [address, length] = [wide(content, 0), wide(content, 8)]
  if (version === 1) return { version, prefix, start: address, end: address + length }
  if (length < 8 || !marked(file.view(address, 4), 'OCHK')) throw file.error('has a header that goes on nowhere', at)
  checkSum(file, address, address + length - 4)
  return { version, prefix, start: address + 4, end: address + length - 4 }
}

/** A number of 1, 2, 4 or 8 bytes. */
export function sizeOf(view: DataView, at: number, bytes: number): number {
  if (bytes === 8) return wide(view, at)
  return bytes === 4 ? view.getUint32(at, true) : bytes === 2 ? view.getUint16(at, true) : view.getUint8(at)
}
