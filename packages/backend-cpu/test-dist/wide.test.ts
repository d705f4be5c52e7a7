import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const WIDE = '--experimental-wasm-revectorize'
const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' }).includes(WIDE)

/** The losses of a short training, by a process with these flags whose kernels are compiled by V8's optimizing compiler from the start. */
function losses(...flags: readonly string[]): string {
  const program = `
    import { train } from './train.js'
    import { madeUpBatch } from './made-up-batch.js'
    const { events, labels } = madeUpBatch(96)
    console.log(JSON.stringify(await train(events, labels, 12)))`
  const args = ['--no-liftoff', ...flags, '--input-type=module', '-e', program]
  return execFileSync(process.execPath, args, {
    cwd: join(import.meta.dirname, '../../../scripts/pages'),
    encoding: 'utf8',
  })
}

it.skipIf(!known)('vectors of 256 bits change no bit of a training', () => {
  const narrow = losses()
  expect(new Set(JSON.parse(narrow) as number[]).size).toBe(12)
  expect(losses(WIDE)).toBe(narrow)
})
