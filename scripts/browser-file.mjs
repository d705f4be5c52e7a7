// A package as one file for pages without a bundler: what it imports of ours is inside, core too, so that copies of core meet on
// such a page; they know each other's values. `node scripts/browser-file.mjs`, run in a package's folder before it is packed,
// writes dist/browser.js.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './workspace.mjs'

/** The file of a package as bytes. */
export async function browserFile(folder) {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [join(folder, 'dist', 'index.js')],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    // Loaded only in Node; what import() loads later is inside.
    external: ['node:*'],
    tsconfigRaw: '{}',
    logLevel: 'error',
  })
  return outputFiles[0].contents
}

if (import.meta.filename === process.argv[1]) {
  writeFileSync(join(process.cwd(), 'dist', 'browser.js'), await browserFile(process.cwd()))
}
