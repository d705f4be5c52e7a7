import { createReadStream, existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { DataError, FormatError, isSnnError } from '@snn/core'
import { cacheFolder } from './cache-folder.js'
import { writeWhole } from './write-whole.js'

/**
 * The path of a gzipped file's content, unpacked once into a cache folder; a file that does not end in .gz is itself.
 * A FormatError when it is damaged.
 */
export async function unpacked(
  path: string,
  { cache = cacheFolder('unpacked'), signal }: { cache?: string | undefined; signal?: AbortSignal | undefined } = {},
): Promise<string> {
  if (!path.endsWith('.gz')) return path
  const { size, mtimeMs } = await stat(path)
  const target = join(cache, `${size}-${Math.round(mtimeMs)}-${basename(path, '.gz')}`)
  if (existsSync(target)) return target
  try {
    await writeWhole(
      target,
      (file) =>
        pipeline(
          createReadStream(path),
          createGunzip(),
          async (pieces: AsyncIterable<Uint8Array>) => {
            for await (const piece of pieces) await file.writeFile(piece)
          },
          { ...(signal && { signal }) },
        ),
      { signal, keep: true },
    )
    return target
  } catch (cause) {
    if (isSnnError(cause)) throw cause
    const { code, message } = cause as NodeJS.ErrnoException
    if (code?.startsWith('Z_') !== true) {
      throw new DataError({
        what: `${path} cannot be unpacked to ${target}`,
        context: message,
        fix: 'Unpack it yourself, or name another cache folder.',
        cause,
      })
    }
    throw new FormatError({
      what: `${path} is damaged or ends too early`,
      context: message,
      file: path,
      offset: size,
      fix: 'Get the file again.',
      cause,
    })
  }
}
