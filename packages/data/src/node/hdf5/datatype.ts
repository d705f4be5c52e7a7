import type { Hdf5Bytes } from './hdf5-bytes.js'
import type { Message } from './object-header.js'

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

/** Reads a datatype message. Source: HDF5 File Format Specification 3.0, IV.A.2.d. */
export function datatypeOf(file: Hdf5Bytes, { content, at }: Message): Datatype {
  if (content.byteLength < 8) throw file.error('has a type that ends too early', at)
  const [first, bits] = [content.getUint8(0), content.getUint8(1)]
  const bytes = content.getUint32(4, true)
  if (bytes === 0) throw file.error('has elements of no bytes', at)
  const plain = { bytes, signed: (bits & 8) !== 0, littleEndian: true }
  switch (first & 15) {
    case 0:
      return { ...plain, kind: 'integer', littleEndian: (bits & 1) === 0 }
    case 1:
      return { ...plain, kind: 'float', littleEndian: (bits & 0x41) === 0 }
    case 3:
      return { ...plain, kind: 'text' }
    case 9: {
      if (bytes !== 16) throw file.error(`refers to sequences by ${bytes} bytes, expected 16`, at)
      const rest = new DataView(content.buffer, content.byteOffset + 8, content.byteLength - 8)
      const of = datatypeOf(file, { kind: 0, at: at + 8, content: rest })
      return { ...plain, kind: (bits & 15) === 1 ? 'sequence of text' : 'sequence', of }
    }
    default:
      return { ...plain, kind: 'other' }
  }
}
