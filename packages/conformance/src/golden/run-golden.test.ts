import { describe, expect, test } from 'vitest'
import { plain } from '../plain/plain-driver.js'
import { sharedPath, skipWithout } from '../shared.js'
import { goldenNames, loadGoldenCase } from './load-golden.js'
import { runGoldenCase } from './run-golden.js'

describe.skipIf(skipWithout('golden'))('the plain backend', () => {
  const folder = sharedPath('golden')
  const cases = goldenNames(folder).map((name) => loadGoldenCase(folder, name))
  test.each(cases.filter((one) => one.kind === 'feed-forward'))('computes every quantity of $name', async (golden) => {
    const backend = await plain()
    const results = await runGoldenCase(backend, golden)
    const failed = results.flatMap((r) =>
      r.checks.filter((c) => !(c.error <= c.tolerance)).map((c) => ({ variant: r.variant, ...c })),
    )
    expect(failed).toEqual([])
    expect(results.length).toBeGreaterThan(0)
    await backend.close()
  })
})
