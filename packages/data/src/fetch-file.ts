import { AbortError, ArgumentError, DataError, UnsupportedError } from '@snn/core'
import type { DownloadProgress } from './download-progress.js'

/** @public */
export interface FetchFileOptions {
  /** Its name in the cache; the last part of the address when absent. */
  readonly name?: string
  /** Its exact size: a file of another size, kept or fetched, is not taken. */
  readonly bytes?: number
  readonly onProgress?: (progress: DownloadProgress) => void
  readonly signal?: AbortSignal
}

/** The folder in the page's private file system. */
const FOLDER = 'snn-data'

/**
 * A file of the web, fetched once and kept in the page's private file system, which outlives the page:
 * `openEventSet(byteSource(await fetchFile(url)))` reads of it what is asked for. It is there whole or not at all.
 * An UnsupportedError where there is no such file system (Node has `download` instead), a DataError when the file cannot be had or is
 * of another size, an AbortError when the signal says so.
 * @public
 */
export async function fetchFile(url: string | URL, options: FetchFileOptions = {}): Promise<File> {
  const { href, pathname } = new URL(url, globalThis.location?.href)
  const name = options.name ?? decodeURIComponent(pathname.slice(pathname.lastIndexOf('/') + 1))
  if (name === '' || name.includes('/')) {
    throw new ArgumentError({ what: `a file name without a folder was expected; got '${name}'`, where: 'name' })
  }
  const storage = globalThis.navigator?.storage
  if (typeof storage?.getDirectory !== 'function') {
    throw new UnsupportedError({
      what: 'fetchFile needs a browser with a private file system, in a page served over HTTPS or from localhost',
      fix: 'In Node, use download of @snn/data/node.',
    })
  }
  // One page at a time fetches a file; the others wait, and find it there.
  return navigator.locks.request(`@snn/data ${name}`, async () => {
    const folder = await (await storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true })
    const kept = await folder.getFileHandle(name).then(
      (handle) => handle.getFile(),
      () => undefined,
    )
    if (kept !== undefined && kept.size > 0 && (options.bytes ?? kept.size) === kept.size) return kept
    return fetchInto(await folder.getFileHandle(name, { create: true }), href, name, options)
  })
}

/** Fetches into a file, which changes when all is there. */
async function fetchInto(
  handle: FileSystemFileHandle,
  href: string,
  name: string,
  { bytes, onProgress, signal }: FetchFileOptions,
): Promise<File> {
  const writer = await handle.createWritable()
  try {
    const response = await fetch(href, { signal: signal ?? null })
    if (!response.ok || response.body === null) {
      throw new DataError({ what: `${href} answered with status ${response.status}` })
    }
    const announced = Number(response.headers.get('content-length') ?? 0)
    const total = bytes ?? (response.headers.has('content-encoding') ? 0 : announced)
    let received = 0
    const reader = response.body.getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      await writer.write(next.value as Uint8Array<ArrayBuffer>)
      received += next.value.length
      onProgress?.({ file: name, received, total })
    }
    if (received === 0 || (total > 0 && received !== total)) {
      throw new DataError({ what: `${href} gave ${received} bytes, expected ${total}`, where: name, fix: 'Try again.' })
    }
    await writer.close()
    return await handle.getFile()
  } catch (cause) {
    await writer.abort().catch(() => undefined)
    if (signal?.aborted === true) throw new AbortError({ what: `fetching ${href} was aborted`, cause: signal.reason })
    if (cause instanceof DataError) throw cause
    throw new DataError({
      what: `${href} cannot be fetched and kept`,
      context: String(cause),
      fix: 'Try again.',
      cause,
    })
  }
}
