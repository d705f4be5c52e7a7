// `npm run size`: what a page loads, in bytes after minifying and gzip, against the budgets of size.json.
// Counted: the file that esbuild makes of the page's program from the built packages, Wasm inside it included. Not counted:
// the page itself, data, and what `import()` loads when it is asked for (threads; checkpoints): of
// each such file the size alone is printed, with all that it shares with the page left in.
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, fail, root, setUp } from './workspace.mjs'

await setUp('all')
await build('all')
const esbuild = await import('esbuild')
const over = []
for (const { what, entry, budget } of JSON.parse(readFileSync(join(root, 'scripts', 'size.json'), 'utf8'))) {
  const later = new Set()
  console.log(`${what}\n`)
  const total = await measure(entry, later)
  for (const file of later) {
    console.log('\nloaded when it is asked for')
    await measure(file, later)
  }
  console.log(`\n${row('loaded', undefined, total)}   budget ${budget.toLocaleString('en')}\n`)
  if (total > budget) over.push(`${what}: ${total.toLocaleString('en')} bytes, budget ${budget.toLocaleString('en')}`)
}
if (over.length > 0) fail('A page loads more than its budget (scripts/size.json) allows:', ...over)

/** Prints what becomes of a file with all that it imports, and gives its gzipped bytes; what it loads later is added to `later`. */
async function measure(entry, later) {
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outdir: 'out',
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    // As outside of this tree: packages are what their package.json says, not their sources.
    tsconfigRaw: '{}',
    external: ['node:*'],
    logLevel: 'error',
    plugins: [leaveOut(later)],
  })
  const [{ contents }] = outputFiles
  const gzip = gzipSync(contents, { level: 9 }).length
  console.log(row(basename(entry), contents.length, gzip))
  const [{ inputs }] = Object.values(metafile.outputs)
  for (const [origin, bytes] of origins(inputs)) console.log(row(`    of it ${origin}`, bytes))
  return gzip
}

/** Leaves out what `import()` loads. */
function leaveOut(later) {
  return {
    name: 'leave out what is loaded later',
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined
        later.add(join(resolveDir, path))
        return { path, external: true }
      })
    },
  }
}

/** Minified bytes by package. */
function origins(inputs) {
  const bytes = new Map()
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const [, origin = 'the page'] = /^(?:packages|apps|node_modules)\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? []
    bytes.set(origin, (bytes.get(origin) ?? 0) + bytesInOutput)
  }
  return [...bytes].toSorted(([, a], [, b]) => b - a)
}

function row(name, minified, gzip) {
  const number = (value) => (value === undefined ? '' : value.toLocaleString('en')).padStart(10)
  return `${name.padEnd(36)}${number(minified)} minified${number(gzip)}${gzip === undefined ? '' : ' gzip'}`
}
