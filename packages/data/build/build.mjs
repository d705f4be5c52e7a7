/** Compiles kernels/shift-rows.ts by AssemblyScript; src/generated/shift-rows.ts holds the Wasm module. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = readFileSync(join(root, 'kernels/shift-rows.ts'), 'utf8')
let wasm
const { error, stderr } = await asc.main(
  [
    'shift-rows.ts',
    '--outFile',
    'shift-rows.wasm',
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--importMemory',
    '--enable',
    'simd',
  ],
  {
    readFile: (name) => (name === 'shift-rows.ts' ? source : null),
    writeFile: (name, contents) => void (name.endsWith('.wasm') && (wasm = contents)),
    listFiles: () => [],
  },
)
if (error) throw new Error(`${stderr.toString()}\n${error.message}`)
mkdirSync(join(root, 'src/generated'), { recursive: true })
writeFileSync(
  join(root, 'src/generated/shift-rows.ts'),
  `// Made by build/build.mjs.\n\n/** The kernels of kernels/shift-rows.ts as a Wasm module, in base64. */\nexport const wasm: string =\n  '${Buffer.from(wasm).toString('base64')}'\n`,
)
console.log(`kernels: ${wasm.length} bytes`)
