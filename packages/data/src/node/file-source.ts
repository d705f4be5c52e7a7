import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { FormatError } from '@snn/core'
import type { ByteSource } from '../byte-source.js'

/**
 * A file as a {@link ByteSource} that never waits: a piece that the system has in memory is there in microseconds.
 * A FormatError where the file has become shorter since it was opened.
 * @public
 */
export function fileSource(file: string): ByteSource {
  const handle = openSync(file, 'r')
  let memory = new Uint8Array(1 << 16)
  return {
    file,
    size: fstatSync(handle).size,
    waits: false,
    read(from, to): Uint8Array {
      if (to - from > memory.length) memory = new Uint8Array(Math.max(to - from, 2 * memory.length))
      const bytes = memory.subarray(0, to - from)
      let length = 0
      while (length < bytes.length) {
        const more = readSync(handle, bytes, length, bytes.length - length, from + length)
        if (more === 0) {
          throw new FormatError({
            what: `${file} has become shorter since it was opened: byte ${from + length} is missing`,
            file,
            offset: from + length,
            fix: 'Leave the file alone while it is read.',
          })
        }
        length += more
      }
      return bytes
    },
    close: () => closeSync(handle),
  }
}
