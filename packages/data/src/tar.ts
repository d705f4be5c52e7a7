import { FormatError } from '@snn/core'
import { inflated, joined, type ByteInput } from './gunzip.js'

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
  const source = inflated(input, file)
  let rest: Uint8Array = new Uint8Array(0)
  let offset = 0
  const fail = (what: string): never => {
    throw new FormatError({
      what: `${file ?? 'the archive'} ${what} (byte ${offset})`,
      file,
      offset,
      fix: 'Get the file again.',
    })
  }

  /** The next bytes, or undefined where the archive has ended before the first of them. */
  async function take(length: number): Promise<Uint8Array | undefined> {
    const parts = [rest]
    let have = rest.length
    while (have < length) {
      const next = await source.next()
      if (next.done === true) break
      parts.push(next.value)
      have += next.value.length
    }
    const all = parts.length === 1 ? rest : joined(parts)
    if (have === 0 && length > 0) return undefined
    if (have < length) fail('ends too early')
    rest = all.subarray(length)
    offset += length
    return all.subarray(0, length)
  }

  let longName: string | undefined
  for (;;) {
    const header = await take(BLOCK)
    if (header === undefined || header.every((byte) => byte === 0)) break
    if (checksum(header) !== octal(header, 148, 8)) fail('has a damaged header')
    const length = octal(header, 124, 12)
    if (!(length >= 0 && length <= limit)) fail(`announces a file of ${length} bytes, more than the limit of ${limit}`)
    const body = length === 0 ? new Uint8Array(0) : await take(length)
    if (body === undefined) return fail('ends too early')
    await take((BLOCK - (length % BLOCK)) % BLOCK)
    const kind = String.fromCharCode(header[156]!)
    const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : ''
    const path = longName ?? (prefix === '' ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`)
    longName = kind === 'L' ? text(body, 0, body.length) : undefined
    if ((kind === '0' || kind === '\0') && filter(path)) yield { path, bytes: body }
  }
  await source.return(undefined)
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
