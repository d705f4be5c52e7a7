import { readFileSync } from 'node:fs'
import type { FormatError, SnnError } from '@snn/core'
import { dispatch, type Group } from './command.js'
import { backends, backendsOptions } from './commands/backends.js'
import { data } from './commands/data.js'
import { evalOptions, evaluateRun } from './commands/eval.js'
import { inspect, inspectOptions } from './commands/inspect.js'
import { train } from './commands/train.js'
import { isOutOfMemory, mistake } from './mistake.js'
import { tasks } from './tasks/tasks.js'
import { createOutput } from './terminal/output.js'
import { trainOptions } from './train-options.js'

const TASK_WIDTH = Math.max(...Object.keys(tasks).map((name) => name.length))

const commands: Group['commands'] = {
  train: {
    usage: 'snn train DATA [DIR] [options]',
    help: 'trains a spiking network',
    options: trainOptions,
    more: [
      'Data sets:',
      ...Object.values(tasks).map(({ name, help }) => `  ${name.padEnd(TASK_WIDTH)}   ${help}`),
      '',
      'In brackets stands what holds without an option: for fashion-mnist; other data sets have presets of their own.',
    ].join('\n'),
    run: train,
  },
  data,
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

const snn: Group = {
  name: 'snn',
  usage: 'snn COMMAND',
  help: 'train spiking neural networks by sparse spiking gradient descent',
  commands,
}

/** Runs the command line and gives its exit code: 0, 1 for a mistake that is told in words, 130 when it was stopped. */
export async function main(args: readonly string[]): Promise<number> {
  const out = createOutput(args.includes('--json'))
  try {
    if (args[0] === '--version' || args[0] === '-v') {
      process.stdout.write(`${version()}\n`)
      return 0
    }
    return await dispatch(args, snn)
  } catch (error) {
    out.clear()
    const told = mistake(error)
    const message = told ?? (error instanceof Error ? error.message : String(error))
    out.note(`${out.red('snn:')} ${told ?? `this is a fault of snn, not yours: ${message}`}`)
    if (told === undefined || process.env['SNN_DEBUG']) out.note(error instanceof Error ? (error.stack ?? '') : '')
    const { code, where, offset, fix } = error as Partial<SnnError & FormatError>
    out.json({ type: 'error', code: code ?? (isOutOfMemory(error) ? 'MEMORY' : 'FAULT'), message, where, offset, fix })
    return 1
  }
}

function version(): string {
  const file = new URL('../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
}
