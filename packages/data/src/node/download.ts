import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AbortError, ArgumentError, ChecksumError, DataError, isSnnError } from '@snn/core'
import type { DownloadProgress } from '../download-progress.js'
import type { PublishedFile } from '../sets/idx-set.js'
import { lockFile } from './file-lock.js'

/** @public */
export interface DownloadOptions {
  /** Name, exact size and SHA-256; more bytes are never taken, other bytes never kept. */
  readonly file: PublishedFile
  /** Tried in order; HTTPS, or HTTP of this machine. */
  readonly urls: readonly string[]
  /** Made where it is not there. Nothing is written outside it. */
  readonly folder: string
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

const ATTEMPTS = 3

/**
 * The path of a published file in `folder`, downloaded if it is not there yet. An interrupted download goes on where it
 * stopped; two processes do not disturb each other; the file has its name only once its SHA-256 is right.
 * A ChecksumError for other bytes, a DataError when no server gives the file, an AbortError when the signal says so.
 * @public
 */
export async function download({ file, urls, folder, onProgress, signal }: DownloadOptions): Promise<string> {
  if (basename(file.name) !== file.name || file.name === '..' || file.name === '.') {
    throw new ArgumentError({ what: `a file name without a folder was expected; got '${file.name}'`, where: 'file' })
  }
  const target = join(folder, file.name)
  if ((await sha256Of(target)) === file.sha256) return target
  await explained(target, () => mkdir(folder, { recursive: true }))
  const unlock = await explained(target, () => lockFile(`${target}.lock`, signal))
  try {
    if ((await sha256Of(target)) === file.sha256) return target
    const failures: unknown[] = []
    for (const url of urls) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        try {
          await fetchInto(`${target}.part`, secure(url), file, onProgress, signal)
          await explained(target, () => rename(`${target}.part`, target))
          return target
        } catch (error) {
          if (isLocal(error) || isSnnError(error, 'CHECKSUM'))
            await rm(`${target}.part`, { force: true }).catch(() => undefined)
          if (isSnnError(error, 'ABORTED') || isSnnError(error, 'ARGUMENT') || isLocal(error)) throw error
          failures.push(error)
        }
      }
    }
    const last = failures.at(-1)
    if (isSnnError(last, 'CHECKSUM')) throw last
    throw new DataError({
      what: `${file.name} could not be downloaded from ${urls.join(' or ')}`,
      context: last instanceof Error ? last.message : String(last),
      fix: `Try again (it goes on where it stopped), or put the file into ${folder} yourself.`,
      cause: last,
    })
  } finally {
    await unlock()
  }
}

/** Appends to what a part file holds already, and checks the whole. */
async function fetchInto(
  part: string,
  url: URL,
  file: PublishedFile,
  onProgress: DownloadOptions['onProgress'],
  signal: AbortSignal | undefined,
): Promise<void> {
  let received = await sizeOf(part)
  if (received > file.bytes) received = 0
  const resumed = received > 0
  if (received < file.bytes) {
    const response = await requested(url, received, signal)
    if (received > 0 && response.status !== 206) received = 0
    const output = await explained(part, () => open(part, received > 0 ? 'r+' : 'w'))
    try {
      for await (const piece of bodyOf(response, signal)) {
        if (received + piece.length > file.bytes) {
          received = 0
          throw wrong(file, url, `more than ${file.bytes} bytes`)
        }
        await explained(part, () => output.write(piece, 0, piece.length, received))
        received += piece.length
        onProgress?.({ file: file.name, received, total: file.bytes })
      }
      if (received < file.bytes) {
        throw new DataError({ what: `${url.href} ended after ${received} of ${file.bytes} bytes` })
      }
      await explained(part, () => output.sync())
    } finally {
      await output.truncate(received).finally(() => output.close())
    }
  }
  const found = await sha256Of(part)
  if (found === file.sha256) return
  throw wrong(file, url, `SHA-256 ${found}${resumed ? ' (resumed)' : ''}`)
}

function wrong(file: PublishedFile, url: URL, came: string): ChecksumError {
  return new ChecksumError({
    what: `${url.href} gave other bytes than expected: ${came}; expected ${file.bytes} bytes with SHA-256 ${file.sha256}`,
    where: file.name,
    fix: 'Try again; if it stays, the file at that address has changed: get it elsewhere.',
  })
}

async function requested(url: URL, from: number, signal: AbortSignal | undefined): Promise<Response> {
  const headers = { 'accept-encoding': 'identity', ...(from > 0 ? { range: `bytes=${from}-` } : {}) }
  const response = await fetch(url, { headers, signal: signal ?? null }).catch((cause: unknown) => {
    throw aborted(url, signal) ?? new DataError({ what: `${url.href} cannot be reached`, cause })
  })
  secure(response.url)
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1]
  if (response.status === 200 || (response.status === 206 && Number(start) === from)) return response
  await response.body?.cancel()
  throw new DataError({ what: `${url.href} answered with status ${response.status}` })
}

async function* bodyOf(response: Response, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  try {
    if (response.body !== null) yield* response.body
  } catch (cause) {
    throw aborted(new URL(response.url), signal) ?? new DataError({ what: `${response.url} broke off`, cause })
  }
}

function aborted(url: URL, signal: AbortSignal | undefined): AbortError | undefined {
  if (signal?.aborted !== true) return undefined
  return new AbortError({ what: `downloading ${url.href} was aborted`, cause: signal.reason })
}

function secure(address: string): URL {
  const url = new URL(address)
  const local = url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol === 'https:' || local) return url
  throw new ArgumentError({ what: `downloads are by HTTPS alone; got ${address}`, where: 'urls' })
}

const DISK = 'file system'

function isLocal(error: unknown): boolean {
  return isSnnError(error, 'DATA') && error.where === DISK
}

/** Gives errors of the file system a name: a full disk, a folder that may not be written. */
async function explained<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (isSnnError(cause)) throw cause
    const { code, message } = cause as NodeJS.ErrnoException
    const what = code === 'ENOSPC' ? `the disk is full: ${path} cannot be written` : `${path} cannot be written`
    throw new DataError({
      what,
      where: DISK,
      context: message,
      fix: 'Choose another cache folder, or make room.',
      cause,
    })
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0
}

async function sha256Of(path: string): Promise<string | undefined> {
  if ((await sizeOf(path)) === 0) return undefined
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array)
  return hash.digest('hex')
}
