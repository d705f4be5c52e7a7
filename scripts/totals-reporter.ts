import { mkdirSync, writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

interface Suite {
  passed: number
  failed: number
  skipped: number
  seconds: number
}

/**
 * A vitest reporter that prints what each suite (project) counted and how long it worked, and leaves the totals in
 * `.cache/test-totals.json` for CI. A file that fails to load, or an error outside tests, counts as one failure.
 */
export function totalsReporter(): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const suites = new Map<string, Suite>()
      for (const module of modules) count(module, suites)
      const total = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
      for (const [name, suite] of suites) {
        total.passed += suite.passed
        total.failed += suite.failed
        total.skipped += suite.skipped
        const counts = `${suite.passed} passed, ${suite.failed} failed, ${suite.skipped} skipped`
        console.log(`${name.padEnd(28)} ${counts.padEnd(40)} ${suite.seconds.toFixed(1).padStart(7)} s of work`)
      }
      mkdirSync('.cache', { recursive: true })
      writeFileSync('.cache/test-totals.json', JSON.stringify(total))
    },
  }
}

function count(module: TestModule, suites: Map<string, Suite>): void {
  const suite = suites.get(module.project.name) ?? { passed: 0, failed: 0, skipped: 0, seconds: 0 }
  suites.set(module.project.name, suite)
  let failed = 0
  for (const test of module.children.allTests()) {
    const { state } = test.result()
    if (state === 'passed') suite.passed++
    else if (state === 'failed') failed++
    else suite.skipped++
  }
  suite.failed += failed === 0 && module.state() === 'failed' ? 1 : failed
  const { collectDuration, setupDuration, duration } = module.diagnostic()
  suite.seconds += (collectDuration + setupDuration + duration) / 1000
}
