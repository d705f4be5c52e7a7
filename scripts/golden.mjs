// `npm run golden -- --backend cpu --dir DIR`: runs the golden cases of a folder on a backend.
import { join } from 'node:path'
import { build, root, runNode, setUp } from './workspace.mjs'

await setUp('all')
await build('all')
process.exitCode = await runNode([
  join(root, 'packages', 'conformance', 'dist', 'golden-cli.js'),
  ...process.argv.slice(2),
])
