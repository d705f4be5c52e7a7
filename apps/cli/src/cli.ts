import { readFileSync } from 'node:fs'
import { isSnnError, type FormatError, type SnnError } from '@snn/core'
import { dispatch, type Group } from './command.js'
import { backends, backendsOptions } from './commands/backends.js'
import { data } from './commands/data.js'
import { evalOptions, evaluateRun } from './commands/eval.js'
import { inspect, inspectOptions } from './commands/inspect.js'
import { train } from './commands/train.js'
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
    const told = isSnnError(error) || isSystemError(error) || isOutOfMemory(error)
    const message = isOutOfMemory(error) ? OUT_OF_MEMORY : error instanceof Error ? error.message : String(error)
    out.note(`${out.red('snn:')} ${told ? message : `this is a fault of snn, not yours: ${message}`}`)
    if (!told || process.env['SNN_DEBUG']) out.note(error instanceof Error ? (error.stack ?? '') : '')
    const { code, where, offset, fix } = error as Partial<SnnError & FormatError>
    out.json({ type: 'error', code: code ?? (isOutOfMemory(error) ? 'MEMORY' : 'FAULT'), message, where, offset, fix })
    return 1
  }
}

const OUT_OF_MEMORY =
  'this takes more memory than the machine has.\n  A smaller --hidden, --layers, --batch or --steps takes less.'

/** What V8 throws where an array has no room. */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof RangeError && /allocation failed|Invalid (typed )?array (buffer )?length/.test(error.message)
}

function version(): string {
  const file = new URL('../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
}

/** A full disk, a folder that may not be read: the system's words name the path. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && typeof (error as { readonly syscall?: unknown }).syscall === 'string'
}
