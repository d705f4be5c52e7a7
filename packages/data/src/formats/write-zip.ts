import { FormatError } from '@snn/core'
import { crc32 } from '../crc32.js'
import type { ArchiveFile } from '../tar.js'
import { MAGIC, SIZES, viewOf } from './zip.js'

/**
 * A zip archive of files as they are, not compressed.
 * @throws FormatError when it would pass the 4 GiB of the format.
 */
export function writeZip(files: readonly ArchiveFile[]): Uint8Array {
  const names = files.map(({ path }) => new TextEncoder().encode(path))
  const sizes = files.map(({ bytes }, k) => SIZES.local + names[k]!.length + bytes.length)
  const start = sizes.reduce((a, b) => a + b, 0)
  const directory = names.reduce((sum, name) => sum + SIZES.central + name.length, 0)
  const whole = new Uint8Array(start + directory + SIZES.end)
  if (whole.length > 0xffffffff)
    throw new FormatError({ what: `a zip archive of ${whole.length} bytes cannot be written` })
  const view = viewOf(whole)
  let offset = 0
  let at = start
  for (const [k, { bytes }] of files.entries()) {
    const name = names[k]!
    const facts = (from: number): void => {
      view.setUint16(from, 20, true)
      // 1980-01-01: the same arrays give the same file.
      view.setUint16(from + 8, 0x21, true)
      view.setUint32(from + 10, crc32(bytes), true)
      view.setUint32(from + 14, bytes.length, true)
      view.setUint32(from + 18, bytes.length, true)
      view.setUint16(from + 22, name.length, true)
    }
    view.setUint32(offset, MAGIC.local, true)
    facts(offset + 4)
    whole.set(name, offset + SIZES.local)
    whole.set(bytes, offset + SIZES.local + name.length)
    view.setUint32(at, MAGIC.central, true)
    view.setUint16(at + 4, 20, true)
    facts(at + 6)
    view.setUint32(at + 42, offset, true)
    whole.set(name, at + SIZES.central)
    offset += sizes[k]!
    at += SIZES.central + name.length
  }
  view.setUint32(at, MAGIC.end, true)
  view.setUint16(at + 8, files.length, true)
  view.setUint16(at + 10, files.length, true)
  view.setUint32(at + 12, directory, true)
  view.setUint32(at + 16, start, true)
  return whole
}
