// `npm run fuzz`: damages files of every format 10,000 times each and reads them; `npm run fuzz -- -t evt3` those of one.
import { runTool, setUp } from './workspace.mjs'

await setUp('all')
const env = { SNN_RUNS: process.env.SNN_RUNS ?? '1000' }
process.exitCode = await runTool('vitest', ['run', '--project', 'unit', 'fuzz', ...process.argv.slice(2)], env)
