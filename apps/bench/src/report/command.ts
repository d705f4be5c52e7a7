import { rename, writeFile } from 'node:fs/promises'
import { parseOptions, type OptionTable } from '@snn/cli/options'
import { ArgumentError } from '@snn/core'
import { pageOf } from './page.js'
import { readResults } from './read-results.js'

export const reportOptions = {
  out: { type: 'text', value: 'FILE', help: 'the page that is written (report.html)' },
} as const satisfies OptionTable

/** `bench report FILE…`: results as one page, in the order in which their files are named. */
export async function report(args: readonly string[]): Promise<number> {
  const { values, words: files } = parseOptions(args, reportOptions)
  if (files.length === 0)
    throw new ArgumentError({
      what: 'there is nothing to report',
      fix: 'Name files that hold what commands printed with --json: bench report step.json scale.json --out page.html.',
    })
  const { out = 'report.html' } = values
  const results = (await Promise.all(files.map(readResults))).flat()
  await writeFile(`${out}.tmp`, pageOf(results))
  await rename(`${out}.tmp`, out)
  process.stdout.write(`${out}: ${results.length} results\n`)
  return 0
}
