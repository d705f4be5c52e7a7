import { existsSync } from 'node:fs'
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { lockFile } from './file-lock.js'

/** How a file is written whole. */
export interface WriteWholeOptions {
  readonly signal?: AbortSignal | undefined
  /** Leaves the file as it is where another process has written it. */
  readonly keep?: boolean
}

/**
 * Writes a file so that it has its name only when it is whole: under a temporary name, by one process at a time, then
 * renamed. Whatever ends `write` early leaves nothing under `path`, or what was there before.
 */
export async function writeWhole(
  path: string,
  write: (file: FileHandle) => Promise<void>,
  { signal, keep = false }: WriteWholeOptions = {},
): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const unlock = await lockFile(`${path}.lock`, signal)
  const part = `${path}.part`
  try {
    if (keep && existsSync(path)) return
    const file = await open(part, 'w')
    try {
      await write(file)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  } finally {
    await unlock()
  }
}
