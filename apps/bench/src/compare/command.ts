import { availableParallelism } from 'node:os'
import { optionsAlone, type OptionTable } from '@snn/cli/options'
import { table } from '@snn/cli/terminal/table'
import { pairedRatios, type Summary } from '@snn/metrics'
import { describeMachine, machineLine, type Machine } from '../machine.js'
import { printResult } from '../result.js'
import { timing, type Timing } from '../step/measure.js'
import { ms, threeDigits } from '../text.js'
import { workOf, workOptions } from '../work/work-options.js'
import type { Work } from '../work/work.js'
import { agreementOf, type Agreement } from './agreement.js'
import { inTurn } from './in-turn.js'
import type { Side } from './side.js'
import { openSide, sideNames } from './sides.js'

export const compareOptions = {
  a: { type: 'text', value: 'SIDE', help: `one side (cpu): ${sideNames.join(', ')}` },
  b: { type: 'text', value: 'SIDE', help: 'the other (torch:manual)' },
  threads: { type: 'whole', help: 'threads of both sides (all)' },
  ...workOptions,
  'warm-up': { type: 'whole', least: 0, help: 'pairs that are not counted (2)' },
  pairs: { type: 'whole', help: 'pairs that are (7)' },
  json: { type: 'flag', help: 'prints one JSON object' },
} as const satisfies OptionTable

/** What was measured of one side. */
export interface SideResult {
  readonly side: string
  readonly description: string
  readonly stepMs: Timing
  readonly cpuMs: Timing
}

/** What `bench compare` prints with --json. */
export interface Comparison {
  readonly machine: Machine
  readonly batch: number
  readonly time: number
  readonly sizes: readonly number[]
  readonly threads: number
  readonly a: SideResult
  readonly b: SideResult
  readonly agreement: Agreement
  /** Time of b over time of a, pair by pair: above 1, a is faster. */
  readonly ratios: readonly number[]
  readonly ratio: Summary
  /** The same of processor time. */
  readonly cpuRatio: Summary
  /** Best b over best a. */
  readonly bestRatio: number
}

/** `bench compare`. */
export async function compare(args: readonly string[]): Promise<number> {
  const values = optionsAlone(args, compareOptions)
  const { threads = availableParallelism(), 'warm-up': warmUp = 2, pairs = 7 } = values
  const work = await workOf(values)
  const a = await openSide(values.a ?? 'cpu', work, threads)
  try {
    const b = await openSide(values.b ?? 'torch:manual', work, threads)
    try {
      const result = await comparison(a, b, work, { warmUp, pairs, threads })
      printResult({ kind: 'compare', args, json: values.json }, { ...result, origin: work.origin }, comparisonTable)
    } finally {
      await b.close()
    }
  } finally {
    await a.close()
  }
  return 0
}

/** Compares what both compute, then times them in turn, A B A B, on the same work. */
export async function comparison(
  a: Side,
  b: Side,
  work: Work,
  o: { readonly warmUp: number; readonly pairs: number; readonly threads: number },
): Promise<Comparison> {
  const machine = describeMachine()
  const agreement = agreementOf(await a.check(), await b.check())
  const [timesA, timesB] = await inTurn([a, b], { warmUp: o.warmUp, rounds: o.pairs })
  const [wall, cpu] = (['ms', 'cpuMs'] as const).map((key) => ({
    a: timesA!.map((time) => time[key]),
    b: timesB!.map((time) => time[key]),
  })) as [Pair, Pair]
  const { ratios, summary } = pairedRatios(wall.b, wall.a)
  return {
    machine,
    batch: work.batch,
    time: work.time,
    sizes: work.sizes,
    threads: o.threads,
    a: resultOf(a, wall.a, cpu.a),
    b: resultOf(b, wall.b, cpu.b),
    agreement,
    ratios,
    ratio: summary,
    cpuRatio: pairedRatios(cpu.b, cpu.a).summary,
    bestRatio: Math.min(...wall.b) / Math.min(...wall.a),
  }
}

type Pair = Readonly<Record<'a' | 'b', number[]>>

function resultOf({ name, description }: Side, wall: number[], cpu: number[]): SideResult {
  return { side: name, description, stepMs: timing(wall), cpuMs: timing(cpu) }
}

function comparisonTable({
  a,
  b,
  agreement,
  ratio,
  cpuRatio,
  bestRatio,
  ratios,
  machine,
  ...shape
}: Comparison): string {
  const row = ({ side, stepMs: t, cpuMs }: SideResult): string[] => [
    side,
    ms(t.median),
    ms(t.lowerQuartile),
    ms(t.upperQuartile),
    ms(t.min),
    ms(cpuMs.median),
  ]
  const cosines = agreement.cosine.map((value) => value.toFixed(6)).join(', ')
  return [
    `${shape.sizes.join('-')}, ${shape.time} steps, batch ${shape.batch}; forward, loss and backward of all layers`,
    machineLine(machine),
    `a: ${a.side} (${a.description})`,
    `b: ${b.side} (${b.description})`,
    `agreement: loss ${agreement.lossA.toFixed(6)} and ${agreement.lossB.toFixed(6)}; cosine of ∇W by layer ${cosines}`,
    '',
    table(['', 'median ms', 'quartiles', '', 'best', 'processor ms'], [row(a), row(b)]),
    '',
    `b / a, pair by pair: median ${threeDigits(ratio.median)} (${threeDigits(ratio.lowerQuartile)} to ${threeDigits(ratio.upperQuartile)}, ${ratios.length} pairs); best against best ${threeDigits(bestRatio)}; by processor time ${threeDigits(cpuRatio.median)}`,
  ].join('\n')
}
