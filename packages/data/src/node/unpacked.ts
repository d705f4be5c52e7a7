import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { DataError, FormatError } from '@snn/core'
import { cacheFolder } from './cache-folder.js'
import { lockFile } from './file-lock.js'

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
  if (await exists(target)) return target
  await mkdir(cache, { recursive: true })
  const unlock = await lockFile(`${target}.lock`, signal)
  const part = `${target}.part`
  try {
    if (await exists(target)) return target
    await pipeline(createReadStream(path), createGunzip(), createWriteStream(part), ...(signal ? [{ signal }] : []))
    await rename(part, target)
    return target
  } catch (cause) {
    await rm(part, { force: true })
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
  } finally {
    await unlock()
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}
