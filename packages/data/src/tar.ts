import { byteReader } from './byte-reader.js'
import type { ByteInput } from './gunzip.js'

/** One file of an archive. @public */
export interface ArchiveFile {
  /** Path inside the archive, with `/`. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** @public */
export interface ReadArchiveOptions {
  /** Which files to take; all when absent. */
  readonly filter?: (path: string) => boolean
  /** Name of the archive, for errors. */
  readonly file?: string
  /** A larger file in it is refused; 256 MiB when absent. */
  readonly limit?: number
}

const BLOCK = 512

/**
 * The files of a tar archive, gzipped or not, one after the other; nothing is written to disk. A FormatError with the
 * offset (in decompressed bytes) when it is damaged or ends too early.
 * @public
 */
export async function* readTar(input: ByteInput, options: ReadArchiveOptions = {}): AsyncGenerator<ArchiveFile> {
  const { filter = () => true, file, limit = 1 << 28 } = options
  const reader = byteReader(input, file)
  let longName: string | undefined
  while ((await reader.peek(1)).length > 0) {
    const start = reader.offset
    const header = await reader.take(BLOCK)
    if (header.every((byte) => byte === 0)) break
    if (checksum(header) !== octal(header, 148, 8)) throw reader.error('has a damaged header', start)
    const length = octal(header, 124, 12)
    if (!(length >= 0 && length <= limit)) {
      throw reader.error(`announces a file of ${length} bytes, more than the limit of ${limit}`, start)
    }
    const body = await reader.take(length)
    await reader.take((BLOCK - (length % BLOCK)) % BLOCK)
    const kind = String.fromCharCode(header[156]!)
    const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : ''
    const path = longName ?? (prefix === '' ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`)
    longName = kind === 'L' ? text(body, 0, body.length) : undefined
    if ((kind === '0' || kind === '\0') && filter(path)) yield { path, bytes: body }
  }
  await reader.close()
}

function text(bytes: Uint8Array, at: number, length: number): string {
  const end = bytes.subarray(at, at + length).indexOf(0)
  return new TextDecoder().decode(bytes.subarray(at, at + (end < 0 ? length : end)))
}

function octal(bytes: Uint8Array, at: number, length: number): number {
  return Number.parseInt(text(bytes, at, length).trim() || '0', 8)
}

/** Sum of the header's bytes, its own checksum field counted as spaces. */
function checksum(header: Uint8Array): number {
  return header.reduce((sum, byte, k) => sum + (k >= 148 && k < 156 ? 32 : byte), 0)
}
