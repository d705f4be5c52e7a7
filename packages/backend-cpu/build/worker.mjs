import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Writes src/worker.ts with all that it imports as one string: threads start from it, in Node and in pages, whatever bundler there was. */
export async function buildWorker() {
  const { outputFiles } = await build({
    // An entry without exports has none of the code that hands them on.
    stdin: { contents: "import { serve } from './src/worker'\nglobalThis.snnServe = serve", resolveDir: root },
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
    logLevel: 'warning',
  })
  const output = join(root, 'src/generated')
  mkdirSync(output, { recursive: true })
  const source = JSON.stringify(outputFiles[0].text.trim())
  writeFileSync(
    join(output, 'worker.ts'),
    `// Made by build/build.mjs from src/worker.ts.\n\n/** Source of a thread: it defines snnServe. */\nexport const workerSource: string = ${source}\n`,
  )
}
