/** Compiles kernels/shift-rows.ts; src/generated/shift-rows.ts holds the Wasm module. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as asc from 'assemblyscript/asc'
import { compile } from '../../../scripts/assemblyscript.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = readFileSync(join(root, 'kernels/shift-rows.ts'), 'utf8')
const files = await compile(asc, 'shift-rows', new Map([['shift-rows.ts', source]]), ['-O3'])
const wasm = files.get('shift-rows.wasm')
mkdirSync(join(root, 'src/generated'), { recursive: true })
writeFileSync(
  join(root, 'src/generated/shift-rows.ts'),
  `// Made by build/build.mjs.\n\n/** The kernels of kernels/shift-rows.ts as a Wasm module, in base64. */\nexport const wasm: string =\n  '${Buffer.from(wasm).toString('base64')}'\n`,
)
console.log(`kernels: ${wasm.length} bytes`)
