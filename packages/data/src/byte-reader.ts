import { FormatError } from '@snn/core'
import { inflated, joined, type ByteInput } from './gunzip.js'

/** The most bytes that {@link ByteReader.units} gives at once. */
const PIECE = 1 << 16

/** Walks through a file once, from its start, holding no more of it than is asked for. */
export interface ByteReader {
  /** Name of the file for messages. */
  readonly label: string
  /** Bytes from the start of the (decompressed) file to what comes next. */
  readonly offset: number
  /** What comes next, left there: `length` bytes or more, fewer only where the file ends before. */
  peek(length: number): Promise<Uint8Array>
  /** Moves on by bytes that `peek` has shown. */
  skip(length: number): void
  /** The next `length` bytes; a FormatError where the file ends before. */
  take(length: number): Promise<Uint8Array>
  /** What is left, as whole units of `size` bytes, 64 KiB or less at once; a FormatError where it ends within a unit. */
  units(size: number): AsyncGenerator<Uint8Array>
  /** A FormatError that says what is wrong with the file, and at which byte: by default the next one. */
  error(what: string, offset?: number, fix?: string, cause?: unknown): FormatError
  /** Gives the input back where reading stops before its end. */
  close(): Promise<void>
}

/** Reads an input, gzipped or not. */
export function byteReader(input: ByteInput, file?: string): ByteReader {
  const source = inflated(input, file)
  let rest: Uint8Array = new Uint8Array(0)
  let offset = 0
  const reader: ByteReader = {
    label: file ?? 'the file',
    get offset(): number {
      return offset
    },
    async peek(length): Promise<Uint8Array> {
      if (rest.length >= length) return rest
      const parts = rest.length > 0 ? [rest] : []
      let have = rest.length
      while (have < length) {
        const next = await source.next()
        if (next.done === true) break
        parts.push(next.value)
        have += next.value.length
      }
      rest = parts.length === 1 ? parts[0]! : joined(parts)
      return rest
    },
    skip(length): void {
      rest = rest.subarray(length)
      offset += length
    },
    async take(length): Promise<Uint8Array> {
      const bytes = await reader.peek(length)
      if (bytes.length < length)
        throw reader.error(`ends after ${bytes.length} of ${length} bytes`, offset + bytes.length)
      reader.skip(length)
      return bytes.subarray(0, length)
    },
    async *units(size): AsyncGenerator<Uint8Array> {
      for (let bytes = await reader.peek(size); bytes.length > 0; bytes = await reader.peek(size)) {
        const length = Math.min(bytes.length, PIECE)
        yield await reader.take(Math.max(size, length - (length % size)))
      }
    },
    error(what, at = offset, fix = 'Get the file again.', cause): FormatError {
      return new FormatError({ what: `${reader.label} ${what} (byte ${at})`, file, offset: at, fix, cause })
    },
    async close(): Promise<void> {
      await source.return(undefined)
    },
  }
  return reader
}
