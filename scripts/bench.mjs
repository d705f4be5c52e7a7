// `npm run bench -- step --backend cpu --shape shd --hidden 200`: measures training steps, and compares them with peers.
// `npm run bench -- --wide step …`: where V8 may join vectors of 128 bits to vectors of 256.
import { join } from 'node:path'
import { build, root, runNode, setUp } from './workspace.mjs'

await setUp('all')
await build('all')
const args = process.argv.slice(2)
const flags = args[0] === '--wide' ? ['--experimental-wasm-revectorize'] : []
process.exitCode = await runNode([
  ...flags,
  join(root, 'apps', 'bench', 'dist', 'main.js'),
  ...args.slice(flags.length),
])
