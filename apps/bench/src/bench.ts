import { dispatch, type Command, type Group } from '@snn/cli/command'
import { mistake } from '@snn/cli/mistake'
import { balance, balanceOptions } from './balance/command.js'
import { compare, compareOptions } from './compare/command.js'
import { data, dataOptions } from './data/command.js'
import { epoch, epochOptions } from './epoch/command.js'
import { kernels, kernelsOptions } from './kernels/command.js'
import { latency, latencyOptions } from './latency/command.js'
import { load, loadOptions } from './load/command.js'
import { memory, memoryOptions } from './memory/command.js'
import { report, reportOptions } from './report/command.js'
import { roofline, rooflineOptions } from './roofline/command.js'
import { rules, rulesOptions } from './rules/command.js'
import { scale, scaleOptions } from './scale/command.js'
import { step, stepOptions } from './step/command.js'

const commands: Readonly<Record<string, Omit<Command, 'usage'>>> = {
  step: { help: 'times the parts of a training step', options: stepOptions, run: step },
  compare: { help: 'times two programs in turn on the same work', options: compareOptions, run: compare },
  memory: { help: 'measures resident memory in fresh processes', options: memoryOptions, run: memory },
  load: {
    help: 'times the loader alone, over original files and over a converted set',
    options: loadOptions,
    run: load,
  },
  epoch: { help: 'times the loader in training, beside batches at hand', options: epochOptions, run: epoch },
  kernels: { help: 'counts what each kernel of webgpu does in a step', options: kernelsOptions, run: kernels },
  rules: { help: 'trains by the sparse rule beside the original algorithm', options: rulesOptions, run: rules },
  latency: { help: 'times a stream that is pushed step by step', options: latencyOptions, run: latency },
  scale: {
    help: 'tells how cost grows with time, neurons, batch, activity and threads',
    options: scaleOptions,
    run: scale,
  },
  balance: { help: 'counts how evenly a step falls to threads', options: balanceOptions, run: balance },
  roofline: { help: 'holds the rate of the sweeps against plain loops', options: rooflineOptions, run: roofline },
  report: { help: 'makes one page of what other commands printed with --json', options: reportOptions, run: report },
  data: { help: 'times the reading of event files', options: dataOptions, run: data },
}

const group: Group = {
  name: 'bench',
  usage: 'bench COMMAND',
  help: 'measures training steps, and compares them with other programs on the same work',
  commands: Object.fromEntries(
    Object.entries(commands).map(([name, command]) => [name, { usage: `bench ${name} [options]`, ...command }]),
  ),
}

/** Runs the command line and gives its exit code: 1 for a mistake, told in words. */
export async function bench(args: readonly string[]): Promise<number> {
  try {
    return await dispatch(args, group)
  } catch (error) {
    process.stderr.write(`bench: ${mistake(error) ?? String((error as Error).stack)}\n`)
    return 1
  }
}
