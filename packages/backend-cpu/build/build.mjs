/**
 * Compiles the kernels: templates are expanded, AssemblyScript makes one Wasm module of everything under kernels/, and what the host needs
 * of it is written to src/generated/. Every export of kernels/*.ts and kernels/dense/*.ts becomes an export of the module; kernels/inner/
 * holds what kernels are made of.
 */

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inflateRawSync } from 'node:zlib'
import { deflateAsync } from '@gfx/zopfli'
import { compile } from '../../../scripts/assemblyscript.mjs'
import { expand, expandLists, isTemplate, WIDTHS } from './expand.mjs'
import { recordModules } from './records.mjs'
import { buildWorker } from './worker.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const output = join(root, 'src/generated')

/** Kernels by module name: what the compiler reads instead of files. */
function sources() {
  const modules = new Map()
  const entry = []
  for (const file of readdirSync(join(root, 'kernels'), { recursive: true }).map(String).sort()) {
    if (!file.endsWith('.ts') || file.endsWith('.d.ts')) continue
    const name = file.slice(0, -3).replaceAll('\\', '/')
    const source = readFileSync(join(root, 'kernels', file), 'utf8')
    const versions = isTemplate(source) ? WIDTHS : [undefined]
    for (const vectors of versions) {
      const module = vectors ? `${name}${vectors}` : name
      modules.set(`${module}.ts`, vectors ? expand(source, vectors) : expandLists(source))
      if (!name.startsWith('inner/') && !name.endsWith('records')) entry.push(`export * from './${module}'`)
    }
  }
  modules.set('kernels.ts', entry.join('\n'))
  return modules
}

const FLAGS = [
  ...['--textFile', 'kernels.wat', '--optimizeLevel', '3', '--shrinkLevel', '0', '--converge'],
  ...['--initialMemory', '2', '--maximumMemory', '65536', '--memoryBase', '1024', '--exportTable', '--use', 'abort='],
  // 201: usize and u32 are the same here; kernels are for 32-bit memories.
  ...['--disableWarning', '201'],
]

/** Bytes as a TypeScript module, deflated as small as can be: every page loads them. */
async function kernelsModule(wasm) {
  const packed = await deflateAsync(wasm, { numiterations: 15 })
  if (!inflateRawSync(packed).equals(wasm)) throw new Error('the packed kernels do not unpack to what was packed')
  const base64 = Buffer.from(packed).toString('base64')
  return [
    '// Made by build/build.mjs.',
    '',
    `/** The kernels as a Wasm module, deflated, in base64. It imports env.memory and exports its function table. */`,
    `export const kernels: string = '${base64}'`,
    '',
    '/** The place of the byte that says whether the imported memory is shared: 1 is not, 3 is. */',
    `export const sharedFlag: number = ${sharedFlag(wasm)}`,
    '',
    '/** The numbers of vectors of four columns that blocks may have. */',
    `export const WIDTHS: readonly number[] = [${WIDTHS.join(', ')}]`,
    '',
  ].join('\n')
}

/** The place of the limits' flag in the import of env.memory, found by its bytes: 'env', 'memory', kind 2, flag. */
function sharedFlag(wasm) {
  const place = Buffer.from(wasm).indexOf(Buffer.from('\x03env\x06memory\x02\x01', 'latin1'))
  if (place < 0) throw new Error('the compiled kernels do not import env.memory with a maximum')
  return place + 12
}

await buildWorker()
const started = performance.now()
const modules = sources()
const stamp = createHash('sha256')
for (const [name, source] of modules) stamp.update(`${name}\0${source}\0`)
for (const file of ['build.mjs', 'expand.mjs', 'records.mjs', '../../../scripts/assemblyscript.mjs'])
  stamp.update(readFileSync(join(root, 'build', file)))
const digest = stamp.digest('hex')
const stampFile = join(output, 'kernels.sha256')
if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === digest && !process.argv.includes('--force')) {
  console.log('kernels: up to date')
} else {
  const files = await compile(await import('assemblyscript/asc'), 'kernels', modules, FLAGS)
  const wasm = files.get('kernels.wasm')
  mkdirSync(join(output, 'records'), { recursive: true })
  writeFileSync(join(output, 'kernels.ts'), await kernelsModule(wasm))
  for (const [file, text] of recordModules(modules.get('records.ts') + (modules.get('dense/records.ts') ?? '')))
    writeFileSync(join(output, 'records', file), text)
  if (process.argv.includes('--text')) writeFileSync(join(output, 'kernels.wat'), files.get('kernels.wat'))
  writeFileSync(stampFile, digest)
  console.log(`kernels: ${wasm.length} bytes in ${((performance.now() - started) / 1000).toFixed(1)} s`)
}
