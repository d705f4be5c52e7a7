// `npm run bench -- step --backend cpu --shape shd --hidden 200`: measures training steps, and compares them with peers.
import { join } from 'node:path'
import { build, root, runNode, setUp } from './workspace.mjs'

await setUp('all')
await build('all')
process.exitCode = await runNode([join(root, 'apps', 'bench', 'dist', 'main.js'), ...process.argv.slice(2)])
