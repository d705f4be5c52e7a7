import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { totalsReporter } from './scripts/totals-reporter.ts'

const root = import.meta.dirname
const long = process.env['SNN_LONG'] === '1'
const required = new Set((process.env['SNN_REQUIRE'] ?? '').split(',').map((name) => name.trim()))
const chromium = process.env['SNN_CHROMIUM'] ?? '/usr/bin/chromium'

/** The software GPU that Debian's Chromium brings: tests of WebGPU in Node run on it, unless VK_ICD_FILENAMES names a driver. */
const swiftshader = '/usr/lib/chromium/vk_swiftshader_icd.json'
const vulkan = process.env['VK_ICD_FILENAMES'] ?? (existsSync(swiftshader) ? swiftshader : undefined)
const env = vulkan === undefined ? {} : { VK_ICD_FILENAMES: vulkan, XDG_RUNTIME_DIR: tmpdir() }

/** Every `@snn/X` is `packages/X/src/index.ts`, every `@snn/X/name` is `packages/X/src/name.ts`. */
const fromSources = [
  { find: /^@snn\/cli\/(.+)$/, replacement: `${root}/apps/cli/src/$1.ts` },
  { find: /^@snn\/([^/]+)$/, replacement: `${root}/packages/$1/src/index.ts` },
  { find: /^@snn\/([^/]+)\/(.+)$/, replacement: `${root}/packages/$1/src/$2.ts` },
]

const exclude = ['**/node_modules/**', '**/dist/**', ...(long ? [] : ['**/*.long.test.ts'])]
const testTimeout = long ? 600_000 : 30_000

const unit: TestProjectInlineConfiguration = {
  resolve: { alias: fromSources },
  test: {
    name: 'unit',
    env,
    include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude,
    testTimeout,
    hookTimeout: testTimeout,
  },
}

/** The built packages, resolved by name through node_modules as a user gets them. */
const dist: TestProjectInlineConfiguration = {
  test: {
    name: 'dist',
    env,
    include: ['packages/*/test-dist/**/*.test.ts', 'apps/*/test-dist/**/*.test.ts', 'docs/**/*.test.ts'],
    exclude,
    testTimeout,
    hookTimeout: testTimeout,
  },
}

const flags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
]

/** A page gets the golden cases from the server, as `inject('golden')` says. */
const golden = resolve(process.env['SNN_GOLDEN'] || `${root}/../shared/golden`)
const goldenFiles = existsSync(golden) ? readdirSync(golden) : []
declare module 'vitest' {
  interface ProvidedContext {
    readonly golden: { readonly folder: string; readonly names: readonly string[] }
  }
}

/** In a page; `isolated` with the headers that give it SharedArrayBuffer. */
function browser(name: string, isolated: boolean): TestProjectInlineConfiguration {
  return {
    resolve: { alias: fromSources },
    server: {
      fs: { allow: [root, golden] },
      ...(isolated && {
        headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
      }),
    },
    test: {
      name,
      include: ['packages/*/browser/**/*.test.ts', 'apps/*/browser/**/*.test.ts'],
      // What a page's headers make no difference to runs once.
      exclude: [...exclude, isolated ? '**/backend-webgpu/**' : '**/*.isolated.test.ts'],
      testTimeout,
      hookTimeout: testTimeout,
      provide: {
        golden: { folder: golden, names: goldenFiles.flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? []) },
      },
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath: chromium, args: flags } }),
        instances: [{ browser: 'chromium' }],
      },
    },
  }
}

const projects = [unit, dist]
if (existsSync(chromium) || required.has('chromium')) {
  projects.push(browser('browser', false), browser('browser-isolated', true))
} else {
  console.warn(`Tests in a page are skipped: there is no ${chromium} (SNN_CHROMIUM names another).`)
}

export default defineConfig({
  cacheDir: `${root}/.cache/vite`,
  test: {
    projects,
    reporters: ['default', totalsReporter()],
  },
})
