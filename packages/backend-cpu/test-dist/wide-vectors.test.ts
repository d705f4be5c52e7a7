import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { useWideVectors, wideVectors } from '@snn/backend-cpu/wide-vectors'
import { expect, it } from 'vitest'

/** The losses of a short training, by a process whose kernels V8's optimizing compiler compiles from the start. */
function losses(wide: boolean): string {
  const program = `
    import { useWideVectors, wideVectors } from '@snn/backend-cpu/wide-vectors'
    import { train } from './train.js'
    import { madeUpBatch } from './made-up-batch.js'
    if (${wide} && !(useWideVectors() && wideVectors())) throw new Error('vectors stay narrow')
    const { events, labels } = madeUpBatch(96)
    console.log(JSON.stringify(await train(events, labels, 12)))`
  return execFileSync(process.execPath, ['--no-liftoff', '--input-type=module', '-e', program], {
    cwd: join(import.meta.dirname, '../../../scripts/pages'),
    encoding: 'utf8',
  })
}

/** Node 22 has an older V8. */
const known = Number.parseInt(process.versions.node, 10) >= 24

it('vectors of 256 bits, where V8 knows them well, change no bit of a training', () => {
  if (!known) {
    expect(useWideVectors() || wideVectors()).toBe(false)
    return
  }
  const narrow = losses(false)
  expect(new Set(JSON.parse(narrow) as number[]).size).toBe(12)
  expect(losses(true)).toBe(narrow)
})
