import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'esbuild'
import { chromium, type Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const executablePath = process.env['SNN_CHROMIUM'] ?? '/usr/bin/chromium'
const required = (process.env['SNN_REQUIRE'] ?? '').split(',').includes('chromium')
const missing = !existsSync(executablePath) && !required

/** All that a page needs to allow. */
const policy = "script-src 'self' 'wasm-unsafe-eval'; worker-src blob:"
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

const watch = `addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective))
globalThis.violations = []
try { new Function('') } catch (error) { globalThis.evalRefused = String(error) }`

describe.skipIf(missing)(
  `a page of one file under ${policy}${missing ? ` (skipped: no ${executablePath})` : ''}`,
  () => {
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
      const files: Record<string, { type: string; text: string }> = {
        '/': {
          type: 'text/html',
          text: '<!doctype html><title>snn</title><script src="watch.js"></script><script type="module" src="page.js"></script>',
        },
        '/watch.js': { type: 'text/javascript', text: watch },
        '/page.js': { type: 'text/javascript', text: outputFiles[0]!.text },
      }
      server = createServer(({ url = '/', headers }, response) => {
        const { pathname } = new URL(url, 'http://page')
        const file = files[pathname.replace('/isolated', '')]
        if (file === undefined) return void response.writeHead(404).end()
        const isolated = pathname.startsWith('/isolated') || headers.referer?.includes('/isolated')
        response.writeHead(200, {
          'Content-Type': file.type,
          'Content-Security-Policy': policy,
          ...(isolated ? isolation : {}),
        })
        response.end(file.text)
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
      ['without isolation headers', '/', false],
      ['with them', '/isolated/', true],
    ])('trains two steps %s', async (_, path, isolated) => {
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

      // The one violation is the test's own: it shows that the policy was in force.
      expect(await page.evaluate('evalRefused')).toMatch(/unsafe-eval/)
      expect(await page.evaluate('violations')).toEqual(['script-src'])
      expect(complaints).toEqual([])
      await page.close()
    })
  },
)
