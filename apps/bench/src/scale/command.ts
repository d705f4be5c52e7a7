import { availableParallelism } from 'node:os'
import { factories } from '@snn/cli/backends'
import { listOf, optionsAlone, type OptionTable } from '@snn/cli/options'
import { ArgumentError } from '@snn/core'
import { sideNames } from '../compare/sides.js'
import { describeMachine, type Machine } from '../machine.js'
import { printResult } from '../result.js'
import { shapes } from '../work/shapes.js'
import { axes, type AxisName } from './axes.js'
import { measureAxis, type ScaleAxis } from './measure-axis.js'
import { scaleTable } from './print-scale.js'

const axisNames = Object.keys(axes) as AxisName[]

export const scaleOptions = {
  axes: { type: 'text', value: 'AXIS,…', help: `what grows (all): ${axisNames.join(', ')}` },
  values: { type: 'list', value: 'X,…', help: 'values of the axis, when --axes names one' },
  backend: { type: 'text', value: 'NAME', help: 'whose cost is measured (cpu)' },
  against: {
    type: 'text',
    value: 'SIDE,…',
    help: 'what it is held against along activity (its dense and unrolled rules, torch:manual); none for nothing',
  },
  shape: { type: 'text', oneOf: Object.keys(shapes), help: 'synthetic work like this data set (shd)' },
  hidden: { type: 'whole', help: 'neurons of each of two hidden layers (200)' },
  batch: { type: 'whole', help: 'samples (256; along activity 32, for dense rules to fit into memory)' },
  steps: { type: 'whole', help: "time steps (the shape's)" },
  seed: { type: 'whole', least: 0, help: 'of events, weights and labels (0)' },
  threads: { type: 'whole', help: 'threads of every side (all)' },
  'warm-up': { type: 'whole', least: 0, help: 'rounds that are not counted (2)' },
  repeats: { type: 'whole', help: 'rounds that are (7)' },
  json: { type: 'flag', help: 'prints one JSON object' },
} as const satisfies OptionTable

/** What `bench scale` prints with --json. */
export interface ScaleResult {
  readonly machine: Machine
  readonly shape: string
  readonly repeats: number
  readonly axes: readonly ScaleAxis[]
}

/** The batch of the activity axis: the unrolled rule keeps a tensor of every step. */
const SMALL_BATCH = 32

/** `bench scale`: forward, loss and backward of all layers, as one thing grows and all else stays. */
export async function scale(args: readonly string[]): Promise<number> {
  const values = optionsAlone(args, scaleOptions)
  const { backend = 'cpu', shape = 'shd', hidden = 200, 'warm-up': warmUp = 2, repeats: rounds = 7 } = values
  const cores = availableParallelism()
  const { threads = cores } = values
  const machine = describeMachine()
  const names = listOf('axes', values.axes, axisNames) ?? axisNames
  if (values.values && names.length !== 1)
    throw new ArgumentError({ what: `--values are of one axis; --axes are ${names.join(', ')}`, where: 'values' })
  listOf('backend', backend, Object.keys(factories))
  const against =
    values.against === 'none'
      ? []
      : (listOf('against', values.against, sideNames) ?? [`${backend}:dense`, `${backend}:unrolled`, 'torch:manual'])
  const found: ScaleAxis[] = []
  for (const axis of names) {
    const { batch = axis === 'activity' ? SMALL_BATCH : undefined, steps: time, seed } = values
    const request = {
      axis,
      values: checkedValues(axis, values.values ?? axes[axis].values(cores)),
      base: { work: { shape, hidden: [hidden, hidden], batch, time, seed }, threads },
      sides: axis === 'activity' ? [backend, ...against] : [backend],
      repeats: { warmUp, rounds },
      onProgress: (text: string) => void process.stderr.write(`bench scale: ${text}\n`),
    }
    found.push(await measureAxis(request))
  }
  printResult({ kind: 'scale', args, json: values.json }, { machine, shape, repeats: rounds, axes: found }, scaleTable)
  return 0
}

/** In rising order. */
function checkedValues(axis: AxisName, values: readonly number[]): number[] {
  const isPart = axes[axis].unit === 'part'
  const wrong = values.find((value) => (isPart ? value >= 1 : !Number.isSafeInteger(value)))
  if (wrong === undefined) return values.toSorted((a, b) => a - b)
  throw new ArgumentError({
    what: `--values of ${axis} must be ${isPart ? 'parts below 1' : 'whole numbers'}; got ${wrong}`,
    where: 'values',
  })
}
