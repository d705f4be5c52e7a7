import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { WIDE_VECTORS_FLAG, wideVectors } from '@snn/backend-cpu/wide-vectors'
import { listOf, optionsAlone, type OptionTable } from '@snn/cli/options'
import { table } from '@snn/cli/terminal/table'
import { formatBytes } from '@snn/core'
import { median } from '@snn/metrics'
import { sideNames } from '../compare/sides.js'
import { missing, peers, python } from '../compare/torch-side.js'
import { describeMachine, machineLine, type Machine } from '../machine.js'
import { printResult } from '../result.js'
import { writeWork } from '../work/files.js'
import { workOf, workOptions } from '../work/work-options.js'

export const memoryOptions = {
  sides: { type: 'text', value: 'SIDE,…', help: 'what is measured (cpu,torch:manual); a backend first' },
  threads: { type: 'whole', help: 'threads of every side (all)' },
  ...workOptions,
  processes: { type: 'whole', help: 'fresh processes of each side (5)' },
  json: { type: 'flag', help: 'prints one JSON object' },
} as const satisfies OptionTable

/** What one fresh process found, in bytes. */
interface Found {
  /** Growth of resident memory over one step, at its peak. */
  readonly growth: number
  /** Resident before it: program, the work as the side holds it, and a one-sample step. */
  readonly before: number
  /** What the backend says it holds at most, weights and events included. */
  readonly account?: number
}

/** Memory of one side over its processes. */
export interface MemoryResult {
  readonly side: string
  readonly growth: number
  readonly growths: readonly number[]
  readonly before: number
  readonly account: number | null
}

/** What `bench memory` prints with --json. */
export interface MemoryComparison {
  readonly machine: Machine
  readonly batch: number
  readonly time: number
  readonly sizes: readonly number[]
  readonly threads: number
  readonly processes: number
  readonly results: readonly MemoryResult[]
}

/** `bench memory`: resident growth of one step, forward, loss and backward, in fresh processes. */
export async function memory(args: readonly string[]): Promise<number> {
  const values = optionsAlone(args, memoryOptions)
  const { threads = availableParallelism(), processes = 5 } = values
  const sides = listOf('sides', values.sides, sideNames) ?? ['cpu', 'torch:manual']
  const commands = sides.map((side) => commandOf(side))
  const machine = describeMachine()
  const work = await workOf(values)
  const folder = await mkdtemp(join(process.env['SNN_PEER_TMP'] ?? tmpdir(), 'snn-memory-'))
  try {
    await writeWork(folder, work)
    const results: MemoryResult[] = []
    for (const [at, side] of sides.entries()) {
      const found: Found[] = []
      for (let n = 0; n < processes; n++) found.push(await run(side, commands[at]!, [folder, String(threads)]))
      const growths = found.map(({ growth }) => growth)
      const account = found[0]!.account ?? null
      results.push({ side, growth: median(growths), growths, before: median(found.map((f) => f.before)), account })
    }
    const shape = { batch: work.batch, time: work.time, sizes: work.sizes, threads, processes }
    printResult({ kind: 'memory', args, json: values.json }, { machine, ...shape, results }, memoryTable)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return 0
}

const ownProcess = fileURLToPath(new URL('own-process.js', import.meta.url))

function commandOf(side: string): readonly string[] {
  const [name = '', variant] = side.split(':')
  if (name === 'torch') return [python(), join(peers, 'memory.py'), variant!]
  const flags = ['--expose-gc', ...(wideVectors() ? [WIDE_VECTORS_FLAG] : [])]
  return [process.execPath, ...flags, ownProcess, name, variant ?? 'sparse']
}

async function run(side: string, [file, ...first]: readonly string[], args: readonly string[]): Promise<Found> {
  const env = { ...process.env, OMP_NUM_THREADS: args[1]!, PYTHONDONTWRITEBYTECODE: '1' }
  try {
    const { stdout } = await promisify(execFile)(file!, [...first, ...args], { env })
    return JSON.parse(stdout) as Found
  } catch (cause) {
    const { stderr = '' } = cause as { readonly stderr?: string }
    throw missing(side, cause as Error, stderr)
  }
}

function memoryTable({ results, machine, sizes, time, batch, processes }: MemoryComparison): string {
  const least = results[0]!.growth
  const rows = results.map(({ side, growth, before, account }) => [
    side,
    formatBytes(growth),
    (growth / least).toFixed(1),
    formatBytes(before),
    formatBytes(before + growth),
    account === null ? '' : formatBytes(account),
  ])
  return [
    `${sizes.join('-')}, ${time} steps, batch ${batch}: growth of resident memory over one step, median of ${processes} fresh processes`,
    machineLine(machine),
    '',
    table(['', 'growth', 'times the first', 'before', 'in all', 'own account'], rows),
  ].join('\n')
}
