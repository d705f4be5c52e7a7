import { openBackend } from '@snn/cli/backends'
import { optionsAlone, type OptionTable } from '@snn/cli/options'
import { table } from '@snn/cli/terminal/table'
import { formatBytes } from '@snn/core'
import { describeMachine, machineLine, type Machine } from '../machine.js'
import { printResult } from '../result.js'
import { measureStep, type StepResult } from '../step/measure.js'
import { ms } from '../text.js'
import { workOf, workOptions } from '../work/work-options.js'
import { plainRates, type PlainRate } from './measure.js'

export const rooflineOptions = {
  ...workOptions,
  'warm-up': { type: 'whole', least: 0, help: 'rounds that are not counted (3)' },
  repeats: { type: 'whole', help: 'rounds that are (9)' },
  json: { type: 'flag', help: 'prints one JSON object' },
} as const satisfies OptionTable

/** One pass of a step, and where its time goes. */
export interface SweepRate {
  readonly pass: 'forward' | 'backward'
  readonly ms: number
  readonly multiplyAdds: number
  readonly perSecond: number
  /** What the multiply-adds alone would take at the rate at which rows are added from the second cache. */
  readonly rowsMs: number
  /** The same pass without any input event: no spikes, no lists, every cell looked at. */
  readonly silentMs: number
}

/** What `bench roofline` prints with --json. */
export interface RooflineResult extends Pick<StepResult, 'batch' | 'time' | 'sizes'> {
  readonly machine: Machine
  readonly plain: readonly PlainRate[]
  readonly sweeps: readonly SweepRate[]
}

/** `bench roofline`: the rate of the CPU backend's sweeps beside that of plain loops, on one thread. */
export async function roofline(args: readonly string[]): Promise<number> {
  const values = optionsAlone(args, rooflineOptions)
  const { 'warm-up': warmUp = 3, repeats: rounds = 9 } = values
  const work = await workOf(values)
  await using backend = await openBackend('cpu', { threads: 1 })
  const machine = describeMachine()
  const step = await measureStep(backend, work, 'sparse', { warmUp, rounds })
  const silent = await measureStep(backend, { ...work, events: new Int32Array(0) }, 'sparse', { warmUp, rounds })
  const plain = await plainRates(rounds)
  const sweeps = (['forward', 'backward'] as const).map((pass) => sweepOf(pass, step, silent, plain.at(-1)!))
  const { batch, time, sizes } = step
  const result = { machine, batch, time, sizes, plain, sweeps, origin: work.origin }
  printResult({ kind: 'roofline', args, json: values.json }, result, rooflineTable)
  return 0
}

function sweepOf(pass: SweepRate['pass'], step: StepResult, silent: StepResult, rows: PlainRate): SweepRate {
  const { forward, weightGradient, inputGradient } = step.multiplyAdds
  const multiplyAdds = pass === 'forward' ? forward : weightGradient + inputGradient
  const time = step[`${pass}Ms`]
  return {
    pass,
    ms: time,
    multiplyAdds,
    perSecond: (1000 * multiplyAdds) / time,
    rowsMs: (1000 * multiplyAdds) / rows.perSecond,
    silentMs: silent[`${pass}Ms`],
  }
}

const giga = (perSecond: number): string => `${(perSecond / 1e9).toFixed(2)} G/s`

function rooflineTable({ machine, batch, time, sizes, plain, sweeps }: RooflineResult): string {
  const loops = plain.map(({ kernel, bytes, perSecond, best }) => [
    kernel,
    formatBytes(bytes),
    giga(perSecond),
    giga(best),
  ])
  const passes = sweeps.map((sweep) => [
    sweep.pass,
    ms(sweep.ms),
    `${(sweep.multiplyAdds / 1e6).toFixed(1)} M`,
    giga(sweep.perSecond),
    ms(sweep.rowsMs),
    ms(sweep.silentMs),
    ms(sweep.ms - sweep.rowsMs - sweep.silentMs),
  ])
  return [
    `${sizes.join('-')}, ${time} steps, batch ${batch}, one thread`,
    machineLine(machine),
    '',
    table(['plain loop, 128 bits wide', 'on', 'median', 'best'], loops),
    '',
    table(['sweep', 'ms', 'multiply-adds', 'rate', 'rows alone', 'without events', 'rest'], passes),
  ].join('\n')
}
