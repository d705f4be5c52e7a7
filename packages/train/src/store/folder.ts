import type { FileHandle } from 'node:fs/promises'
import { CheckpointError } from '@snn/core'
import { lockFile } from './folder-lock.js'
import { nodeModules, type NodeModules } from './node-modules.js'
import { checkKey, checkLines, type Store } from './store.js'

const LOCK = 'lock'
const TEMPORARY = '.tmp'

/**
 * A store in a folder of files, made when something is first put there. A file is written beside its place, brought to
 * the disk and then renamed, so that a crash leaves the old file or the new one. Needs Node.
 * @param path of the folder.
 * @throws UnsupportedError outside Node; (later, rejecting) CheckpointError when a file cannot be read or written.
 * @public
 */
export function folder(path: string): Store {
  const node = nodeModules()
  const { fs } = node
  const place = (key: string): string => {
    checkKey(key)
    return node.path.join(path, key)
  }
  return {
    kind: 'store',
    name: path,
    async get(key) {
      try {
        return new Uint8Array(await fs.readFile(place(key)))
      } catch (error) {
        if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined
        throw failed('read', place(key), error)
      }
    },
    async put(key, bytes) {
      const file = place(key)
      const beside = `${file}.${crypto.randomUUID()}${TEMPORARY}`
      try {
        await fs.mkdir(node.path.dirname(file), { recursive: true })
        await withFile(node, beside, 'wx', (handle) => writeWhole(handle, bytes))
        await fs.rename(beside, file)
        await syncFolder(node, node.path.dirname(file))
      } catch (error) {
        await fs.rm(beside, { force: true }).catch(() => undefined)
        throw failed('write', file, error)
      }
    },
    async append(key, lines) {
      const file = place(key)
      checkLines(lines)
      try {
        await fs.mkdir(node.path.dirname(file), { recursive: true })
        await withFile(node, file, 'a+', (handle) => appendLines(handle, lines))
      } catch (error) {
        throw failed('write', file, error)
      }
    },
    async list(prefix = '') {
      const keys = await filesBelow(node, path)
      return keys.filter((key) => key.startsWith(prefix) && key !== LOCK && !key.endsWith(TEMPORARY)).sort()
    },
    async remove(key) {
      await fs.rm(place(key), { force: true })
    },
    async lock() {
      try {
        await fs.mkdir(path, { recursive: true })
        const release = await lockFile(node, node.path.join(path, LOCK), path)
        for (const key of await filesBelow(node, path))
          if (key.endsWith(TEMPORARY)) await fs.rm(node.path.join(path, key), { force: true })
        return release
      } catch (error) {
        throw codeOf(error) === 'CHECKPOINT' ? error : failed('write', path, error)
      }
    },
  }
}

async function withFile(
  { fs }: NodeModules,
  file: string,
  flags: string,
  use: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const handle = await fs.open(file, flags)
  try {
    await use(handle)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let from = 0; from < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, from, bytes.length - from, null)
    from += bytesWritten
  }
}

/** Adds lines after the last whole one, all of them or none. */
async function appendLines(handle: FileHandle, lines: string): Promise<void> {
  const { size } = await handle.stat()
  const end = await endOfLastLine(handle, size)
  if (end < size) await handle.truncate(end)
  try {
    await writeWhole(handle, new TextEncoder().encode(lines))
  } catch (error) {
    await handle.truncate(end)
    throw error
  }
}

async function endOfLastLine(handle: FileHandle, size: number): Promise<number> {
  const block = new Uint8Array(4096)
  for (let end = size; end > 0;) {
    const from = Math.max(0, end - block.length)
    const { bytesRead } = await handle.read(block, 0, end - from, from)
    const at = block.subarray(0, bytesRead).lastIndexOf(10)
    if (at >= 0) return from + at + 1
    end = from
  }
  return 0
}

/** Brings a rename to the disk, where the platform can. */
async function syncFolder({ fs }: NodeModules, path: string): Promise<void> {
  const handle = await fs.open(path, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

async function filesBelow(node: NodeModules, path: string, prefix = ''): Promise<string[]> {
  const entries = await node.fs.readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return []
    throw failed('read', path, error)
  })
  const below = await Promise.all(
    entries.map(async (entry) =>
      entry.isDirectory()
        ? filesBelow(node, node.path.join(path, entry.name), `${prefix}${entry.name}/`)
        : [`${prefix}${entry.name}`],
    ),
  )
  return below.flat()
}

const codeOf = (error: unknown): string | undefined => (error as { readonly code?: string } | null)?.code

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'there is no permission',
  EPERM: 'there is no permission',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  EISDIR: 'there is a folder of that name',
  EFBIG: 'it would be larger than files may be here',
  EIO: 'the disk reports an error',
}

function failed(deed: 'read' | 'write', file: string, error: unknown): CheckpointError {
  const code = codeOf(error)
  const reason = (code !== undefined && REASONS[code]) ?? (error instanceof Error ? error.message : String(error))
  return new CheckpointError({
    what: `${file} could not be ${deed === 'read' ? 'read' : 'written'}: ${reason}`,
    where: file,
    fix:
      deed === 'read'
        ? 'Check the path and its permissions.'
        : 'What was there before is kept. Make room or use another folder, then give the same call again.',
    cause: error,
  })
}
