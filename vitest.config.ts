import { existsSync } from 'node:fs'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { totalsReporter } from './scripts/totals-reporter.ts'

const root = import.meta.dirname
const long = process.env['SNN_LONG'] === '1'
const required = new Set((process.env['SNN_REQUIRE'] ?? '').split(',').map((name) => name.trim()))
const chromium = process.env['SNN_CHROMIUM'] ?? '/usr/bin/chromium'

/** Every `@snn/X` is `packages/X/src/index.ts`, every `@snn/X/name` is `packages/X/src/name.ts`. */
const fromSources = [
  { find: /^@snn\/([^/]+)$/, replacement: `${root}/packages/$1/src/index.ts` },
  { find: /^@snn\/([^/]+)\/(.+)$/, replacement: `${root}/packages/$1/src/$2.ts` },
]

const exclude = ['**/node_modules/**', '**/dist/**', ...(long ? [] : ['**/*.long.test.ts'])]
const testTimeout = long ? 600_000 : 30_000

const unit: TestProjectInlineConfiguration = {
  resolve: { alias: fromSources },
  test: {
    name: 'unit',
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
]

/** In a page; `isolated` with the headers that give it SharedArrayBuffer. */
function browser(name: string, isolated: boolean): TestProjectInlineConfiguration {
  return {
    resolve: { alias: fromSources },
    server: isolated
      ? { headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' } }
      : {},
    test: {
      name,
      include: ['packages/*/browser/**/*.test.ts', 'apps/*/browser/**/*.test.ts'],
      exclude: isolated ? exclude : [...exclude, '**/*.isolated.test.ts'],
      testTimeout,
      hookTimeout: testTimeout,
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
