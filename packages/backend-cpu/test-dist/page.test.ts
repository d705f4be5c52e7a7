import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'esbuild'
import { chromium, type Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserFile } from '../../../scripts/browser-file.mjs'

const root = join(import.meta.dirname, '../../..')
const executablePath = process.env['SNN_CHROMIUM'] ?? '/usr/bin/chromium'
const required = (process.env['SNN_REQUIRE'] ?? '').split(',').includes('chromium')
const missing = !existsSync(executablePath) && !required

/** All that a page needs to allow. */
const policy = "script-src 'self' 'wasm-unsafe-eval'; worker-src blob:"
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

const watch = `addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective))
globalThis.violations = []
globalThis.orders = 0
const post = Worker.prototype.postMessage
Worker.prototype.postMessage = function (message, transfer) {
  if ('order' in message) orders++
  post.call(this, message, transfer)
}
try { new Function('') } catch (error) { globalThis.evalRefused = String(error) }`

describe.skipIf(missing)(`a page under ${policy}${missing ? ` (skipped: no ${executablePath})` : ''}`, () => {
  let server: Server
  let browser: Browser
  let origin: string

  beforeAll(async () => {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: ['scripts/pages/page.js'],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      external: ['node:*'],
      tsconfigRaw: '{}',
    })
    const html =
      '<!doctype html><title>snn</title><script src="watch.js"></script><script type="module" src="page.js"></script>'
    const files: Record<string, string> = { '/': html, '/watch.js': watch, '/page.js': outputFiles[0]!.text }
    // The same program without a bundler: a file a package, each with a copy of core inside.
    files['/files/'] = html
    files['/files/watch.js'] = watch
    for (const name of ['page.js', 'train.js', 'made-up-batch.js'])
      files[`/files/${name}`] = readFileSync(join(root, 'scripts/pages', name), 'utf8').replaceAll(
        /'@snn\/(.+)'/g,
        "'./$1.js'",
      )
    for (const name of ['core', 'lif', 'backend-cpu'])
      files[`/files/${name}.js`] = new TextDecoder().decode(await browserFile(join(root, 'packages', name)))
    server = createServer(({ url = '/', headers }, response) => {
      const { pathname } = new URL(url, 'http://page')
      const text = files[pathname.replace('/isolated', '')]
      if (text === undefined) return void response.writeHead(404).end()
      const isolated = pathname.startsWith('/isolated') || headers.referer?.includes('/isolated')
      response.writeHead(200, {
        'Content-Type': pathname.endsWith('.js') ? 'text/javascript' : 'text/html',
        'Content-Security-Policy': policy,
        ...(isolated ? isolation : {}),
      })
      response.end(text)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-quic', '--no-first-run'] })
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
  })

  it.each([
    ['of one file without isolation headers', '/', false],
    ['of one file with them', '/isolated/', true],
    ['of one file a package without isolation headers', '/files/', false],
    ['of one file a package with them', '/isolated/files/', true],
  ])('%s trains two steps', async (_, path, isolated) => {
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`))
    await page.goto(origin + path)
    const { losses, isolated: found } = await page.evaluate<{ losses: number[]; isolated: boolean }>('outcome')
    expect(found).toBe(isolated)
    expect(losses).toHaveLength(2)
    expect(losses.every((loss) => Number.isFinite(loss) && loss > 0)).toBe(true)
    expect(losses[1]).not.toBe(losses[0])
    // Workers that share no memory are sent what they are to do.
    const several = await page.evaluate('navigator.hardwareConcurrency > 1')
    expect(await page.evaluate('orders > 0')).toBe(several && !isolated)

    // The one violation is the test's own: it shows that the policy was in force.
    expect(await page.evaluate('evalRefused')).toMatch(/unsafe-eval/)
    expect(await page.evaluate('violations')).toEqual(['script-src'])
    expect(complaints).toEqual([])
    await page.close()
  })
})
