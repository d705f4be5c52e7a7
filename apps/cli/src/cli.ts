import { readFileSync } from 'node:fs'
import { ArgumentError, isSnnError } from '@snn/core'
import { backends, backendsOptions } from './commands/backends.js'
import { evalOptions, evaluateRun } from './commands/eval.js'
import { inspect, inspectOptions } from './commands/inspect.js'
import { train } from './commands/train.js'
import { describeOptions, nearestOf, type OptionTable } from './options.js'
import { tasks } from './tasks/tasks.js'
import { createOutput } from './terminal/output.js'
import { trainOptions } from './train-options.js'

/** One word after `snn`. */
interface Command {
  readonly usage: string
  readonly help: string
  readonly options: OptionTable
  /** What its help says beyond its options. */
  readonly more?: string
  /** Gives the exit code. */
  run(args: readonly string[]): Promise<number>
}

const commands: Readonly<Record<string, Command>> = {
  train: {
    usage: 'snn train DATA [DIR] [options]',
    help: 'trains a spiking network',
    options: trainOptions,
    more: ['Data sets:', ...Object.values(tasks).map(({ name, help }) => `  ${name}   ${help}`)].join('\n'),
    run: train,
  },
  eval: { usage: 'snn eval RUN [options]', help: 'tests a trained network', options: evalOptions, run: evaluateRun },
  inspect: {
    usage: 'snn inspect RUN [options]',
    help: 'shows what a run learned',
    options: inspectOptions,
    run: inspect,
  },
  backends: {
    usage: 'snn backends [options]',
    help: 'says what this machine can do',
    options: backendsOptions,
    run: backends,
  },
}

/** Runs the command line and gives its exit code: 0, 1 for a mistake that is told in words, 130 when it was stopped. */
export async function main(args: readonly string[]): Promise<number> {
  const out = createOutput(args.includes('--json'))
  try {
    return await dispatch(args)
  } catch (error) {
    out.clear()
    const told = isSnnError(error) || isSystemError(error)
    const message = error instanceof Error ? error.message : String(error)
    out.note(`${out.red('snn:')} ${told ? message : `this is a fault of snn, not yours: ${message}`}`)
    if (!told || process.env['SNN_DEBUG']) out.note(error instanceof Error ? (error.stack ?? '') : '')
    const { code, where, fix } = error as { readonly code?: string; readonly where?: string; readonly fix?: string }
    out.json({ type: 'error', code: code ?? 'FAULT', message, where, fix })
    return 1
  }
}

async function dispatch([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(`${help()}\n`)
    return name === undefined ? 1 : 0
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${version()}\n`)
    return 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    const nearest = nearestOf(name, Object.keys(commands))
    throw new ArgumentError({
      what: `there is no command '${name}'`,
      fix: nearest === undefined ? `Commands are ${Object.keys(commands).join(', ')}.` : `Did you mean ${nearest}?`,
    })
  }
  if (args.includes('--help') || args.includes('-h')) {
    const { usage, help, options, more } = command
    process.stdout.write(
      `${[`${usage}: ${help}`, ...(more === undefined ? [] : [more]), describeOptions(options)].join('\n\n')}\n`,
    )
    return 0
  }
  return command.run(args)
}

function help(): string {
  const width = Math.max(...Object.values(commands).map(({ usage }) => usage.length))
  const lines = Object.values(commands).map(({ usage, help }) => `  ${usage.padEnd(width)}   ${help}`)
  return [
    'snn: train spiking neural networks by sparse spiking gradient descent',
    '',
    ...lines,
    '',
    'snn COMMAND --help lists the options of a command. From a clone: npm run snn -- COMMAND …',
  ].join('\n')
}

function version(): string {
  const file = new URL('../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
}

/** A full disk, a folder that may not be read: the system's words name the path. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && typeof (error as { readonly syscall?: unknown }).syscall === 'string'
}
