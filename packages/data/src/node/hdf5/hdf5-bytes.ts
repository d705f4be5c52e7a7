import type { FormatError } from '@snn/core'
import { formatErrors, type ByteSource } from '../../byte-source.js'

/** An HDF5 file that is read at any place. Everything that it says of itself may be wrong. */
export interface Hdf5Bytes {
  readonly size: number
  /** A copy of `length` bytes from `at` on; a FormatError where the file ends before. */
  view(at: number, length: number): DataView<ArrayBuffer>
  /** A FormatError that says what is wrong with the file, and at which byte. */
  error(what: string, at: number): FormatError
}

/** Of a source that does not wait. */
export function hdf5Bytes({ file, size, read }: ByteSource): Hdf5Bytes {
  const error = formatErrors(file, 'the HDF5 file')
  return {
    size,
    error,
    view(at, length): DataView<ArrayBuffer> {
      if (!(at <= size)) throw error(`refers to byte ${at} of itself, but has ${size}`, size)
      if (!(length <= size - at)) throw error(`ends within ${length} bytes that begin at byte ${at}`, size)
      return new DataView((read(at, at + length) as Uint8Array).slice().buffer)
    },
  }
}

/** An address or size of 8 bytes; those that are not defined, all ones, are far beyond any file. */
export function wide(view: DataView, at: number): number {
  return view.getUint32(at, true) + 2 ** 32 * view.getUint32(at + 4, true)
}

/** Whether four letters stand there. */
export function marked(view: DataView, letters: string, at = 0): boolean {
  return Array.from(letters, (letter) => letter.charCodeAt(0)).every((code, k) => view.getUint8(at + k) === code)
}

/** The text from `at` on, up to a zero or the end of its `length`. */
export function textAt(view: DataView, at: number, length: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, length)
  const end = bytes.indexOf(0)
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end))
}
