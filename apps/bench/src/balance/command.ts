import { optionsAlone, type OptionTable } from '@snn/cli/options'
import { table } from '@snn/cli/terminal/table'
import { describeMachine, machineLine, type Machine } from '../machine.js'
import { printResult } from '../result.js'
import { workOf, workOptions } from '../work/work-options.js'
import { countedWork, type CountedWork } from './counted-work.js'
import { spread, type Load } from './load.js'

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
  /** Multiply-adds of every task. */
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

/** The backward tasks begin when the last forward task is done. */
export function balanceOf(tasks: CountedWork, threads: number): Balance {
  const [forward, backward] = [spread(tasks.forward, threads), spread(tasks.backward, threads)]
  const ratio = ({ most, mean }: Pick<Load, 'most' | 'mean'>): number => most / mean
  const step = { most: forward.most + backward.most, mean: forward.mean + backward.mean }
  return { threads, forward: ratio(forward), backward: ratio(backward), step: ratio(step) }
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
    `${tasks.forward.length} forward tasks, largest ${unevenness(tasks.forward)} of their mean; ${tasks.backward.length} backward tasks, largest ${unevenness(tasks.backward)}`,
    '',
    table(['threads', 'forward', 'backward', 'step', 'speed-up'], rows),
  ].join('\n')
}

/** The largest over the mean. */
export const unevenness = (tasks: readonly number[]): string =>
  ((Math.max(...tasks) * tasks.length) / tasks.reduce((a, b) => a + b, 0)).toFixed(2)
