import { readFile } from 'node:fs/promises'
import { FormatError } from '@snn/core'
import type { Result } from './section.js'

/**
 * The results in a file: every line that begins with { is one, other lines (what npm says before it) are passed over.
 * @throws FormatError for a line that is no result, or a file without any; the system's error when it cannot be read.
 */
export async function readResults(file: string): Promise<Result[]> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  const results = lines.flatMap((line, at) => (line.startsWith('{') ? [resultOf(line, file, at + 1)] : []))
  if (results.length > 0) return results
  throw new FormatError({
    what: `${file} holds no result`,
    file,
    fix: 'Write one: npm run bench -- step … --json > FILE.',
  })
}

function resultOf(line: string, file: string, number: number): Result {
  let value: Partial<Result> | undefined
  try {
    value = JSON.parse(line) as Partial<Result>
  } catch {
    value = undefined
  }
  if (typeof value?.kind === 'string' && typeof value.command === 'string' && value.machine) return value as Result
  throw new FormatError({
    what: `line ${number} of ${file} is no result of bench`,
    file,
    fix: 'Give what a command of bench printed with --json.',
  })
}
