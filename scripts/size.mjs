// `npm run size`: what a page loads, in bytes after minifying and gzip, against the budgets of size.json.
// Counted: every file that esbuild makes of the page's program from the built packages, Wasm and workers inside them
// included, and chunks that are imported later too, except those that `notLoaded` names (variants that another machine
// would load instead). Not counted: the page itself and data.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, fail, root, setUp } from './workspace.mjs'

await setUp('all')
await build('all')
const esbuild = await import('esbuild')
const over = []
for (const { what, entry, budget, goal, notLoaded } of JSON.parse(
  readFileSync(join(root, 'scripts', 'size.json'), 'utf8'),
)) {
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outdir: 'out',
    bundle: true,
    minify: true,
    splitting: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    // As outside of this tree: packages are what their package.json says, not their sources.
    tsconfigRaw: '{}',
    external: ['node:*'],
    logLevel: 'error',
  })
  console.log(`${what}\n`)
  let total = 0
  for (const { path, contents } of outputFiles) {
    const name = path.slice(root.length).replaceAll('\\', '/')
    const { inputs } = metafile.outputs[name]
    const skipped = notLoaded.some((part) => Object.keys(inputs).some((file) => file.includes(part)))
    const gzip = gzipSync(contents, { level: 9 }).length
    if (!skipped) total += gzip
    console.log(row(name.replace('out/', ''), contents.length, gzip) + (skipped ? '   not loaded here' : ''))
    for (const [origin, bytes] of origins(inputs)) console.log(row(`    of it ${origin}`, bytes))
  }
  // The budget keeps what has been reached; the goal is what it is to become.
  const aim = total > goal ? `, goal ${goal.toLocaleString('en')} not reached` : ''
  console.log(`${row('loaded', undefined, total)}   budget ${budget.toLocaleString('en')}${aim}\n`)
  if (total > budget) over.push(`${what}: ${total.toLocaleString('en')} bytes, budget ${budget.toLocaleString('en')}`)
}
if (over.length > 0) fail('A page loads more than its budget (scripts/size.json) allows:', ...over)

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
