import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { lockFile } from './file-lock.js'

/**
 * Writes a file so that it has its name only when it is whole: under a temporary name, by one process at a time, then
 * renamed. Whatever ends `write` early leaves nothing under `path`, or what was there before.
 */
export async function writeWhole(
  path: string,
  write: (file: FileHandle) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const unlock = await lockFile(`${path}.lock`, signal)
  const part = `${path}.part`
  try {
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
