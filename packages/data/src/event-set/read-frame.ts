import { VersionError, type ChecksumError, type FormatError } from '@snn/core'
import type { ByteSource } from '../byte-source.js'
import { crc32 } from '../crc32.js'
import { END_MAGIC, FOOTER_BYTES, HEADER_BYTES, MAGIC, startsWith, VERSION } from './layout.js'

/** What the footer of an event set says about its index. */
export interface Footer {
  /** Where the index begins. */
  readonly start: number
  readonly textBytes: number
  readonly samples: number
  readonly checksum: number
}

/** Checks both ends of the file. */
export async function readFrame(
  source: ByteSource,
  wrong: (what: string, offset: number) => FormatError,
  damaged: (what: string) => ChecksumError,
): Promise<Footer> {
  const { size } = source
  const header = await source.read(0, Math.min(size, HEADER_BYTES))
  if (!startsWith(header, MAGIC)) throw wrong('does not begin like an event set', 0)
  if (size < HEADER_BYTES + FOOTER_BYTES) throw wrong('ends too early', size)
  if (crc32(header.subarray(0, 12)) !== word(header, 12)) throw damaged('the checksum of its header is wrong')
  if (word(header, 8) !== VERSION) {
    throw new VersionError({
      what: `${source.file ?? 'the event set'} is of version ${word(header, 8)}; this reads version ${VERSION}`,
      fix: 'Convert the set again, or use the version of @snn/data that wrote it.',
    })
  }
  const footer = await source.read(size - FOOTER_BYTES, size)
  if (!startsWith(footer, END_MAGIC)) throw wrong('has no end: it was cut off, or never finished', size)
  if (crc32(footer.subarray(0, 28)) !== word(footer, 28)) throw damaged('the checksum of its footer is wrong')
  const start = word(footer, 8) + 2 ** 32 * word(footer, 12)
  if (start < HEADER_BYTES || start > size - FOOTER_BYTES) throw wrong('has its index outside the file', size - 24)
  return { start, textBytes: word(footer, 16), samples: word(footer, 20), checksum: word(footer, 24) }
}

function word(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true)
}
