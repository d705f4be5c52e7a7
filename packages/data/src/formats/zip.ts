import { FormatError } from '@snn/core'
import { crc32 } from '../crc32.js'
import { decompressed, joined } from '../gunzip.js'
import type { ArchiveFile } from '../tar.js'

/** What a file's local header, its entry in the directory and the end of that begin with. */
export const MAGIC = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 }

/** Bytes of their fixed parts. */
export const SIZES = { local: 30, central: 46, end: 22 }

/** The longest comment after the end of the directory. */
const LONGEST_COMMENT = 0xffff

/** Whether bytes begin like a zip archive that holds a file. */
export function isZip(head: Uint8Array): boolean {
  return head.length >= 4 && viewOf(head).getUint32(0, true) === MAGIC.local
}

/** What the directory says of one file. */
interface Entry {
  readonly path: string
  readonly method: number
  readonly crc: number
  readonly compressed: number
  readonly bytes: number
  /** Of its local header. */
  readonly offset: number
}

/**
 * The files of a zip archive (stored or deflated, below 4 GiB), one after the other, each checked by its CRC-32. A FormatError
 * with the offset when the archive is damaged or ends too early, or when its files hold more than `limit` bytes.
 */
export async function* readZip(bytes: Uint8Array, limit: number, file?: string): AsyncGenerator<ArchiveFile> {
  const fail = (what: string, offset: number, cause?: unknown): FormatError =>
    new FormatError({
      what: `${file ?? 'the archive'} ${what} (byte ${offset})`,
      file,
      offset,
      fix: 'Get the file again.',
      cause,
    })
  const view = viewOf(bytes)
  let room = limit
  let unread = bytes.length
  for (const { path, method, crc, compressed, bytes: length, offset } of directory(bytes, fail)) {
    if (offset + SIZES.local > bytes.length || view.getUint32(offset, true) !== MAGIC.local) {
      throw fail(`has no file where ${path} is announced`, offset)
    }
    const start = offset + SIZES.local + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
    // Files that overlap could hold more than the archive's length lets expect.
    unread -= compressed
    room -= length
    if (start + compressed > bytes.length || unread < 0) throw fail(`ends within ${path}`, bytes.length)
    if (room < 0) throw fail(`holds more than ${limit} bytes`, offset)
    if (method !== 0 && method !== 8)
      throw fail(`has ${path} compressed by method ${method}, not stored or deflated`, offset)
    const stored = bytes.subarray(start, start + compressed)
    const damaged = (cause?: unknown): FormatError => fail(`has ${path} damaged`, start, cause)
    const content = method === 0 ? stored : await inflate(stored, length, damaged)
    if (content.length !== length || crc32(content) !== crc) throw damaged()
    yield { path, bytes: content }
  }
}

function directory(bytes: Uint8Array, fail: (what: string, offset: number) => FormatError): Entry[] {
  const view = viewOf(bytes)
  let end = bytes.length - SIZES.end
  const least = Math.max(0, end - LONGEST_COMMENT)
  while (end >= least && view.getUint32(end, true) !== MAGIC.end) end--
  if (end < least) throw fail('ends before its directory', bytes.length)
  const entries: Entry[] = []
  let at = view.getUint32(end + 16, true)
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (at + SIZES.central > end || view.getUint32(at, true) !== MAGIC.central)
      throw fail('has a damaged directory', at)
    const name = at + SIZES.central
    const next = name + view.getUint16(at + 28, true)
    entries.push({
      path: new TextDecoder().decode(bytes.subarray(name, next)),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      compressed: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    })
    at = next + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return entries
}

/** Stops where more comes than was announced. */
async function inflate(
  compressed: Uint8Array,
  length: number,
  damaged: (cause: unknown) => FormatError,
): Promise<Uint8Array> {
  async function* once(): AsyncGenerator<Uint8Array> {
    yield compressed
  }
  const parts: Uint8Array[] = []
  let have = 0
  for await (const part of decompressed(once(), 'deflate-raw', (_, cause) => damaged(cause))) {
    parts.push(part)
    have += part.length
    if (have > length) break
  }
  return joined(parts)
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
