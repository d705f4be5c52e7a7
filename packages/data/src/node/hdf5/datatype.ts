import type { Hdf5Bytes } from './hdf5-bytes.js'
import type { Message } from './object-header.js'

/** Classes of types. */
const INTEGER = 0
const FLOAT = 1
const TEXT = 3
const SEQUENCE = 9

/** How one element lies in a file. */
export interface Datatype {
  readonly kind: 'integer' | 'float' | 'text' | 'sequence' | 'sequence of text' | 'other'
  /** Of one element; of a sequence, of what refers to it. */
  readonly bytes: number
  readonly signed: boolean
  readonly littleEndian: boolean
  /** What a sequence is of. */
  readonly of?: Datatype
}

/** In words, for errors. */
export function typeName({ kind, bytes, littleEndian, of }: Datatype): string {
  if (of !== undefined) return `sequences of ${typeName(of)}`
  return `${littleEndian ? '' : 'big-endian '}${kind} of ${bytes} bytes`
}

/** Bits of the exponent of an IEEE float, by its bytes. */
const exponents: Readonly<Record<number, number>> = { 2: 5, 4: 8, 8: 11 }

/** Reads a datatype message; what a sequence is of is no sequence. Source: HDF5 File Format Specification 3.0, IV.A.2.d. */
export function datatypeOf(file: Hdf5Bytes, message: Message): Datatype {
  const type = elementType(file, message)
  const { content, at } = message
  if ((content.getUint8(0) & 15) !== SEQUENCE) return type
  if (type.bytes !== 16) throw file.error(`refers to sequences by ${type.bytes} bytes, expected 16`, at)
  const rest = new DataView(content.buffer, content.byteOffset + 8, content.byteLength - 8)
  const of = elementType(file, { kind: message.kind, at: at + 8, content: rest })
  return { ...type, kind: (content.getUint8(1) & 15) === 1 ? 'sequence of text' : 'sequence', of }
}

function elementType(file: Hdf5Bytes, { content, at }: Message): Datatype {
  if (content.byteLength < 8) throw file.error('has a type that ends too early', at)
  const [first, bits] = [content.getUint8(0), content.getUint8(1)]
  const bytes = content.getUint32(4, true)
  if (bytes === 0) throw file.error('has elements of no bytes', at)
  const plain = { bytes, signed: (bits & 8) !== 0, littleEndian: true }
  switch (first & 15) {
    case INTEGER:
      return { ...plain, kind: fills(content, bytes) ? 'integer' : 'other', littleEndian: (bits & 1) === 0 }
    case FLOAT: {
      const ieee = content.byteLength >= 20 && fills(content, bytes) && content.getUint8(13) === exponents[bytes]
      return { ...plain, kind: ieee ? 'float' : 'other', littleEndian: (bits & 0x41) === 0 }
    }
    case TEXT:
      return { ...plain, kind: 'text' }
    default:
      return { ...plain, kind: 'other' }
  }
}

/** Whether a number takes all bits of its bytes. */
function fills(content: DataView, bytes: number): boolean {
  return content.byteLength >= 12 && content.getUint16(8, true) === 0 && content.getUint16(10, true) === 8 * bytes
}
