// `npm test`: sets up and builds everything, then runs all tests. `--long` adds *.long.test.ts and many more random
// cases; other arguments go to vitest (`npm test -- packages/core`, `npm test -- --project browser`).
import { build, runTool, setUp } from './workspace.mjs'

const args = process.argv.slice(2)
const long = args.includes('--long')
await setUp('all')
await build('all')
const env = long ? { SNN_LONG: '1', SNN_RUNS: process.env.SNN_RUNS ?? '2000' } : {}
process.exitCode = await runTool('vitest', ['run', ...args.filter((arg) => arg !== '--long')], env)
