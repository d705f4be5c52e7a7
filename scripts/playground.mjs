// `npm run playground`: builds the page of apps/playground and serves it to this machine, on port 8000 or that of `-- --port N`:
// with the headers that give a page threads, and under /plain/ without.
import { join } from 'node:path'
import { build, root, runNode, setUp } from './workspace.mjs'

await setUp('all')
await build('all')
process.exitCode = await runNode([join(root, 'apps', 'playground', 'dist', 'program.js'), ...process.argv.slice(2)])
