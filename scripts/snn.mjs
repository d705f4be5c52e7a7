// `npm start` and `npm run snn -- …`: sets up and builds what the command line needs, then runs it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, root, runNode, setUp } from './workspace.mjs'

await setUp('cli')
await build('cli')
const folder = join(root, 'apps', 'cli')
const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
process.exitCode = await runNode([join(folder, bin.snn), ...process.argv.slice(2)])
