import { CheckpointError, UnsupportedError } from '@snn/core'
import { checkKey, checkLines, type Store } from './store.js'

/**
 * A store in the page's private file system, which outlives the page. Files change whole, when their writer closes.
 * @param name of the folder there, such as `runs/first`.
 * @throws UnsupportedError where the browser has no such file system.
 * @public
 */
export function opfs(name: string): Store {
  checkKey(name)
  const storage = globalThis.navigator?.storage
  if (typeof storage?.getDirectory !== 'function')
    throw new UnsupportedError({
      what: 'opfs(name) needs a browser with a private file system, in a page served over HTTPS or from localhost',
      fix: 'In Node, keep runs in folder(path); elsewhere in memory().',
    })

  async function directory(create: boolean, parts: readonly string[]): Promise<FileSystemDirectoryHandle | undefined> {
    let here = await storage.getDirectory()
    for (const part of [...name.split('/'), ...parts]) {
      const next = await orUndefined(here.getDirectoryHandle(part, { create }))
      if (next === undefined) return undefined
      here = next
    }
    return here
  }

  async function file(key: string, create: boolean): Promise<FileSystemFileHandle | undefined> {
    checkKey(key)
    const parts = key.split('/')
    const leaf = parts.pop()!
    const parent = await directory(create, parts)
    return parent === undefined ? undefined : orUndefined(parent.getFileHandle(leaf, { create }))
  }

  async function write(key: string, content: Uint8Array, keep: boolean): Promise<void> {
    checkKey(key)
    try {
      const handle = (await file(key, true))!
      const at = keep ? (await handle.getFile()).size : 0
      const writer = await handle.createWritable({ keepExistingData: keep })
      try {
        await writer.write({ type: 'write', position: at, data: content as Uint8Array<ArrayBuffer> })
      } catch (error) {
        await writer.abort()
        throw error
      }
      await writer.close()
    } catch (error) {
      throw new CheckpointError({
        what: `${name}/${key} could not be written: ${error instanceof Error ? error.message : String(error)}`,
        where: key,
        fix: 'What was there before is kept. Make room in the storage of this site, then give the same call again.',
        cause: error,
      })
    }
  }

  return {
    kind: 'store',
    name,
    async get(key) {
      const handle = await file(key, false)
      return handle === undefined ? undefined : new Uint8Array(await (await handle.getFile()).arrayBuffer())
    },
    put: (key, bytes) => write(key, bytes, false),
    async append(key, lines) {
      checkLines(lines)
      await write(key, new TextEncoder().encode(lines), true)
    },
    async list(prefix = '') {
      const top = await directory(false, [])
      const keys = top === undefined ? [] : await filesBelow(top)
      return keys.filter((key) => key.startsWith(prefix)).sort()
    },
    async remove(key) {
      checkKey(key)
      const parts = key.split('/')
      const leaf = parts.pop()!
      const parent = await directory(false, parts)
      if (parent !== undefined) await orUndefined(parent.removeEntry(leaf))
    },
    lock: () => lockByName(`@snn/train ${name}`, name),
  }
}

async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if ((error as DOMException).name === 'NotFoundError') return undefined
    throw error
  }
}

async function filesBelow(from: FileSystemDirectoryHandle, prefix = ''): Promise<string[]> {
  const keys: string[] = []
  for await (const [name, handle] of entriesOf(from)) {
    if (handle.kind === 'directory')
      keys.push(...(await filesBelow(handle as FileSystemDirectoryHandle, `${prefix}${name}/`)))
    else keys.push(`${prefix}${name}`)
  }
  return keys
}

/** lib.dom leaves out that a directory can be iterated. */
const entriesOf = (from: FileSystemDirectoryHandle): AsyncIterable<[string, FileSystemHandle]> =>
  (from as unknown as { entries(): AsyncIterable<[string, FileSystemHandle]> }).entries()

/** Holds one of the browser's locks, which end with the page. To release it takes the browser a while: it is over when the request settles. */
function lockByName(lock: string, name: string): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    const hold = (granted: Lock | null): Promise<void> => {
      if (granted !== null) {
        return new Promise((release) =>
          resolve(() => {
            release()
            return over
          }),
        )
      }
      reject(
        new CheckpointError({
          what: `the run ${name} is in use by another page or run`,
          where: name,
          fix: 'Close that page, or use another name.',
        }),
      )
      return Promise.resolve()
    }
    const over = navigator.locks.request(lock, { ifAvailable: true }, hold).catch(reject)
  })
}
