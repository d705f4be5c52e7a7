#!/usr/bin/env node
import { ArgumentError, isSnnError } from '@snn/core'
import { backends, backendsOptions } from './commands/backends.js'
import { evalOptions, evaluateRun } from './commands/eval.js'
import { inspect, inspectOptions } from './commands/inspect.js'
import { train, trainOptions } from './commands/train.js'
import { describeOptions, nearestOf, type OptionTable } from './options.js'

interface Command {
  readonly usage: string
  readonly help: string
  readonly options: OptionTable
  run(args: readonly string[]): Promise<number>
}

const commands: Readonly<Record<string, Command>> = {
  train: {
    usage: 'snn train fashion-mnist [options]',
    help: 'trains a spiking network',
    options: trainOptions,
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

function help(): string {
  const width = Math.max(...Object.values(commands).map(({ usage }) => usage.length))
  const lines = Object.values(commands).map(({ usage, help }) => `  ${usage.padEnd(width)}  ${help}`)
  return [
    'snn: train spiking neural networks by sparse spiking gradient descent',
    '',
    ...lines,
    '',
    'snn COMMAND --help lists the options of a command.',
  ].join('\n')
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(help())
    return name === undefined ? 1 : 0
  }
  const command = commands[name]
  if (!command) {
    const nearest = nearestOf(name, Object.keys(commands))
    throw new ArgumentError({
      what: `there is no command '${name}'`,
      fix: nearest === undefined ? `Commands are ${Object.keys(commands).join(', ')}.` : `Did you mean ${nearest}?`,
    })
  }
  if (args.includes('--help') || args.includes('-h')) {
    console.log(`${command.usage}: ${command.help}\n\n${describeOptions(command.options)}`)
    return 0
  }
  return command.run(args)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  // A mistake of the user is told in words; only a fault of ours shows where it happened.
  if (isSnnError(error)) console.error(`snn: ${error.message}`)
  else if (isSystemError(error)) console.error(`snn: ${error.message}`)
  else console.error(error)
  process.exitCode = 1
}

/** A full disk, a folder that may not be read: the system's words name the path. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && typeof (error as { readonly syscall?: unknown }).syscall === 'string'
}
