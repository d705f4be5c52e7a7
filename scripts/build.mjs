// `npm run build`: sets up and builds every package; `--force` ignores what is cached.
import { build, setUp } from './workspace.mjs'

await setUp('all')
await build('all', { quiet: false, force: process.argv.includes('--force') })
