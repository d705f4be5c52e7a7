import type { Machine } from './machine.js'

/** What every command says with --json before its own figures, so that a report can name where they come from. */
export interface ResultHeader {
  readonly kind: string
  /** The command line that gives the result again. */
  readonly command: string
}

/** A command as it was called. */
export interface Call {
  readonly kind: string
  readonly args: readonly string[]
  readonly json: boolean | undefined
}

/** Prints a result: one JSON object in a line, or a table. */
export function printResult<R extends { readonly machine: Machine }>(
  { kind, args, json }: Call,
  result: R,
  table: (result: R) => string,
): void {
  const header: ResultHeader = { kind, command: commandLine(kind, args) }
  process.stdout.write(`${json ? JSON.stringify({ ...header, ...result }) : table(result)}\n`)
}

function commandLine(kind: string, args: readonly string[]): string {
  const words = args
    .filter((arg) => arg !== '--json')
    .map((arg) => (/^[\w.,:/=+-]+$/.test(arg) ? arg : JSON.stringify(arg)))
  return ['bench', kind, ...words].join(' ')
}
