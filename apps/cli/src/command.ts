/**
 * `@snn/cli/command`: the commands of a program and their help.
 * @experimental
 */

import { ArgumentError } from '@snn/core'
import { describeOptions, nearestOf, type OptionTable } from './options.js'

/** One word after `snn` or `bench`, or after a group's. */
export interface Command {
  readonly usage: string
  readonly help: string
  readonly options: OptionTable
  /** What its help says beyond its options. */
  readonly more?: string
  /** Gives the exit code. */
  run(args: readonly string[]): Promise<number>
}

/** A word that is followed by the word of a command. */
export interface Group {
  /** With the words before it: `snn data`. */
  readonly name: string
  readonly usage: string
  readonly help: string
  readonly commands: Readonly<Record<string, Command | Group>>
}

/** Runs the command that the words name, or prints help. */
export async function dispatch([name, ...args]: readonly string[], group: Group): Promise<number> {
  const { commands } = group
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(`${helpOf(group)}\n`)
    return name === undefined ? 1 : 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    const nearest = nearestOf(name, Object.keys(commands))
    throw new ArgumentError({
      what: `there is no command '${name}'`,
      fix: nearest === undefined ? `Commands are ${Object.keys(commands).join(', ')}.` : `Did you mean ${nearest}?`,
    })
  }
  if ('commands' in command) return dispatch(args, command)
  if (args.includes('--help') || args.includes('-h')) {
    const { usage, help, options, more } = command
    process.stdout.write(
      `${[`${usage}: ${help}`, ...(more === undefined ? [] : [more]), describeOptions(options)].join('\n\n')}\n`,
    )
    return 0
  }
  return command.run(args)
}

function helpOf({ name, help, commands }: Group): string {
  const width = Math.max(...Object.values(commands).map(({ usage }) => usage.length))
  const lines = Object.values(commands).map((command) => `  ${command.usage.padEnd(width)}   ${command.help}`)
  return [
    `${name}: ${help}`,
    '',
    ...lines,
    '',
    `${name} COMMAND --help lists the options of a command. From a clone: npm run ${name.replace(/^\w+/, '$& --')} COMMAND …`,
  ].join('\n')
}
