import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DownloadProgress } from '../download-progress.js'
import { download } from './download.js'

const body = Uint8Array.from({ length: 300_000 }, (_, k) => (k * 7919) & 255)
const file = { name: 'set.bin', bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') }

let folder: string
let server: Server
let ranges: (string | undefined)[]
let answer: (request: IncomingMessage, response: ServerResponse) => void

function whole(request: IncomingMessage, response: ServerResponse): void {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
  const range = { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` }
  response.writeHead(from > 0 ? 206 : 200, from > 0 ? range : {}).end(body.subarray(from))
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snn-download-'))
  ranges = []
  answer = whole
  server = createServer((request, response) => {
    ranges.push(request.headers.range)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true })
})

const urls = (): string[] => [`http://127.0.0.1:${(server.address() as AddressInfo).port}/set.bin`]
const get = (options = {}): Promise<string> => download({ file, urls: urls(), folder, ...options })
const left = (): Promise<string[]> => readdir(folder)

test('a file is fetched once, with progress, and nothing else is left', async () => {
  const progress: DownloadProgress[] = []
  const path = await get({ onProgress: (p: DownloadProgress) => progress.push(p) })
  expect(new Uint8Array(readFileSync(path))).toEqual(body)
  expect(progress.at(-1)).toEqual({ file: 'set.bin', received: body.length, total: body.length })
  expect(await get()).toBe(path)
  expect(ranges.length).toBe(1)
  expect(await left()).toEqual(['set.bin'])
})

test('a broken connection goes on where it stopped', async () => {
  answer = (request, response) => {
    if (request.headers.range !== undefined) return whole(request, response)
    response.writeHead(200, { 'content-length': body.length })
    response.write(body.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 20))
  }
  expect(new Uint8Array(readFileSync(await get()))).toEqual(body)
  expect(ranges).toEqual([undefined, 'bytes=100000-'])
})

test('a truncated file is never kept under its name, and what came is kept for the next try', async () => {
  answer = (_, response) => response.end(body.subarray(0, 1000))
  await expect(get()).rejects.toThrow(/could not be downloaded/)
  expect(await left()).toEqual(['set.bin.part'])
  answer = whole
  ranges = []
  await get()
  expect(ranges).toEqual(['bytes=1000-'])
})

test('other bytes are refused by SHA-256 and thrown away', async () => {
  const damaged = body.slice()
  damaged[1234]! ^= 1
  answer = (_, response) => response.end(damaged)
  await expect(get()).rejects.toMatchObject({ code: 'CHECKSUM', where: 'set.bin' })
  expect(await left()).toEqual([])
})

test('what a part file held wrongly is fetched again from the start', async () => {
  await writeFile(join(folder, 'set.bin.part'), new Uint8Array(5000))
  expect(new Uint8Array(readFileSync(await get()))).toEqual(body)
  expect(ranges).toEqual(['bytes=5000-', undefined])
})

test('more bytes than announced are not taken', async () => {
  answer = (_, response) => response.end(new Uint8Array(2 * body.length))
  await expect(get()).rejects.toThrow(/more than 300000 bytes/)
  expect(await left()).toEqual([])
})

test('a file under the right name with wrong bytes is replaced', async () => {
  await writeFile(join(folder, 'set.bin'), 'nonsense')
  expect(new Uint8Array(readFileSync(await get()))).toEqual(body)
})

test('two at once fetch the file once', async () => {
  answer = (request, response) => setTimeout(() => whole(request, response), 50)
  const [a, b] = await Promise.all([get(), get()])
  expect(a).toBe(b)
  expect(ranges.length).toBe(1)
})

test('a lock left by a dead process is taken over', async () => {
  const { hostname } = await import('node:os')
  await writeFile(join(folder, 'set.bin.lock'), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), ticket: 'x' }))
  await get()
  expect(await left()).toEqual(['set.bin'])
})

test('the second address serves when the first does not', async () => {
  answer = (request, response) =>
    request.url === '/set.bin' ? whole(request, response) : response.writeHead(404).end('no')
  const [good] = urls()
  expect(existsSync(await get({ urls: [good!.replace('set.bin', 'gone.bin'), good!] }))).toBe(true)
})

test('an abort ends the download by name', async () => {
  const abort = new AbortController()
  answer = (_, response) => {
    response.write(body.subarray(0, 100))
    setTimeout(() => abort.abort(), 30)
  }
  await expect(get({ signal: abort.signal })).rejects.toMatchObject({ code: 'ABORTED' })
  expect(await left()).not.toContain('set.bin')
})

test('plain HTTP and names with folders are refused', async () => {
  await expect(get({ urls: ['http://example.org/set.bin'] })).rejects.toThrow(/by HTTPS alone/)
  await expect(get({ file: { ...file, name: '../set.bin' } })).rejects.toThrow(/without a folder/)
})
