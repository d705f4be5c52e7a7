import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the built page. */
export const site = fileURLToPath(new URL('site', import.meta.url))

/** All that the page needs to be allowed. */
const policy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'"
/** What gives a page SharedArrayBuffer, and with it threads. */
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** A server that answers. */
export interface Served {
  /** The page with isolation headers. */
  readonly isolated: string
  /** The same page without, as many hosts serve it. */
  readonly plain: string
  close(): Promise<void>
}

/**
 * Serves the page to this machine alone, under its content security policy.
 * @param port a free one when it is 0.
 * @throws (rejects) the system's error when the port is taken.
 */
export async function serve(port = 0): Promise<Served> {
  const files = new Map(
    readdirSync(site, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(site, path).split(sep).join('/'), path] as const),
  )
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://page')
    const plain = pathname.startsWith('/plain/')
    const name = pathname.slice(plain ? '/plain/'.length : 1) || 'index.html'
    const path = files.get(name)
    if (path === undefined) return void response.writeHead(404).end()
    response.writeHead(200, {
      'Content-Type': types[extname(name)] ?? 'application/octet-stream',
      'Content-Security-Policy': policy,
      'Cache-Control': 'no-cache',
      ...(plain ? {} : isolation),
    })
    response.end(readFileSync(path))
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  return {
    isolated: `${origin}/`,
    plain: `${origin}/plain/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
