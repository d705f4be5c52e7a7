import { optionsAlone, type OptionTable } from '@snn/cli/options'
import { table } from '@snn/cli/terminal/table'
import { describeMachine, machineLine, type Machine } from '../machine.js'
import { printResult } from '../result.js'
import { workOf, workOptions } from '../work/work-options.js'
import { countedWork, type CountedWork } from './counted-work.js'
import { spread, type Task } from './load.js'

export const balanceOptions = {
  threads: { type: 'whole', help: 'the most threads that are looked at (16)' },
  ...workOptions,
  json: { type: 'flag', help: 'prints one JSON object' },
} as const satisfies OptionTable

/** Loads of so many threads. */
export interface Balance {
  readonly threads: number
  /** Most over mean: 1 is even, and the speed-up is at most threads / imbalance. */
  readonly forward: number
  readonly backward: number
  readonly step: number
}

/** What `bench balance` prints with --json. */
export interface BalanceResult {
  readonly machine: Machine
  readonly batch: number
  readonly time: number
  readonly sizes: readonly number[]
  /** Multiply-adds of every task, group by group and layer by layer. */
  readonly tasks: CountedWork
  readonly balance: readonly Balance[]
}

/** `bench balance`: how evenly the multiply-adds of a step fall to threads, by counting alone. */
export async function balance(args: readonly string[]): Promise<number> {
  const values = optionsAlone(args, balanceOptions)
  const work = await workOf(values)
  const machine = describeMachine()
  const tasks = await countedWork(work)
  const rows = Array.from({ length: values.threads ?? 16 }, (_, k) => balanceOf(tasks, k + 1))
  const { batch, time, sizes, origin } = work
  const result = { machine, batch, time, sizes, tasks, balance: rows, origin }
  printResult({ kind: 'balance', args, json: values.json }, result, balanceTable)
  return 0
}

/** The tasks of a phase begin when the last one of the phase before is done. */
export function balanceOf(tasks: CountedWork, threads: number): Balance {
  const imbalance = (...phases: readonly (readonly Task[])[]): number => {
    const loads = phases.map((phase) => spread(phase, threads))
    const sum = (key: 'most' | 'mean'): number => loads.reduce((total, load) => total + load[key], 0)
    return sum('most') / sum('mean')
  }
  const { forward, backward } = tasks
  return {
    threads,
    forward: imbalance(forward),
    backward: imbalance(...backward),
    step: imbalance(forward, ...backward),
  }
}

function balanceTable({ machine, batch, time, sizes, tasks, balance: found }: BalanceResult): string {
  const rows = found.map(({ threads, forward, backward, step }) => [
    String(threads),
    ...[forward, backward, step].map((value) => value.toFixed(3)),
    (threads / step).toFixed(2),
  ])
  return [
    `${sizes.join('-')}, ${time} steps, batch ${batch}: multiply-adds of the thread that has most, over the mean`,
    machineLine(machine),
    tasksText(tasks),
    '',
    table(['threads', 'forward', 'backward', 'step', 'speed-up'], rows),
  ].join('\n')
}

/** How many tasks each phase has, and how much larger than their mean the largest is. */
export function tasksText({ forward, backward }: CountedWork): string {
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
  const largest = (...phases: readonly (readonly Task[])[]): string =>
    Math.max(
      ...phases.map(
        (tasks) => (Math.max(...tasks.map((task) => sum(task.flat()))) * tasks.length) / sum(tasks.flat(2)),
      ),
    ).toFixed(2)
  const counts = backward.map(({ length }) => length).join(' + ')
  return `${forward.length} forward tasks, largest ${largest(forward)} of their mean; ${counts} backward tasks, largest ${largest(...backward)}`
}
