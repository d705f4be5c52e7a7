import { mkdirSync, writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

interface Suite {
  passed: number
  failed: number
  skipped: number
  seconds: number
}

/** The first lines of what made a test fail are enough to know it again. */
const LINES_OF_A_FAILURE = 4

/**
 * A vitest reporter that prints what each suite (project) counted and how long it worked, and leaves the totals and the
 * names of what failed in `.cache/test-totals.json` for CI. A file that fails to load, or an error outside tests, counts as
 * one failure.
 */
export function totalsReporter(): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const suites = new Map<string, Suite>()
      const failures = unhandledErrors.map(({ message }) => firstLines('outside tests', message))
      for (const module of modules) failures.push(...count(module, suites))
      const total = { passed: 0, failed: unhandledErrors.length, skipped: 0, failures }
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

/** Adds what a file's tests came to, and returns a few lines for each that failed. */
function count(module: TestModule, suites: Map<string, Suite>): string[] {
  const suite = suites.get(module.project.name) ?? { passed: 0, failed: 0, skipped: 0, seconds: 0 }
  suites.set(module.project.name, suite)
  const failures: string[] = []
  for (const test of module.children.allTests()) {
    const { state, errors } = test.result()
    if (state === 'passed') suite.passed++
    else if (state === 'failed') failures.push(firstLines(nameOf(module, test.fullName), errors[0]?.message))
    else suite.skipped++
  }
  if (failures.length === 0 && module.state() === 'failed') {
    failures.push(firstLines(nameOf(module, 'does not load'), module.errors()[0]?.message))
  }
  suite.failed += failures.length
  const { collectDuration, setupDuration, duration } = module.diagnostic()
  suite.seconds += (collectDuration + setupDuration + duration) / 1000
  return failures
}

const nameOf = (module: TestModule, name: string): string =>
  `[${module.project.name}] ${module.relativeModuleId} > ${name}`

function firstLines(name: string, message = 'no message'): string {
  return [name, ...message.split('\n').slice(0, LINES_OF_A_FAILURE)].join('\n    ')
}
