import { ArgumentError } from '@snn/core'
import type { Over } from '@snn/lif'
import type { OptionTable, Values } from './options.js'
import {
  overs,
  rules,
  schedules,
  weightings,
  type RuleName,
  type Schedule,
  type Settings,
  type Weights,
} from './settings.js'
import type { PresetName, Task } from './tasks/task.js'

/** The options of `snn train`. Defaults in brackets are those of Fashion-MNIST's default preset. */
export const trainOptions = {
  preset: {
    type: 'text',
    oneOf: ['default', 'paper'],
    help: "where settings start: as below, or the authors' (default)",
  },
  data: { type: 'text', value: 'DIR', help: 'folder of the original files, or download; else what is embedded' },
  samples: { type: 'whole', least: 1, value: 'N', help: 'only the first N training samples' },
  epochs: { type: 'whole', least: 1, value: 'N', help: 'passes over the training samples (10; embedded images 15)' },
  batch: { type: 'whole', least: 1, value: 'N', help: 'samples a step (256)' },
  rate: { type: 'number', above: 0, value: 'X', help: "Adam's learning rate (4e-3)" },
  schedule: { type: 'text', oneOf: schedules, help: 'how the rate goes: cosine ends at a hundredth (cosine)' },
  clip: { type: 'number', above: 0, value: 'X', help: 'largest common norm of the gradients (none)' },
  seed: { type: 'whole', least: 0, value: 'N', help: 'of first weights, split and order (0)' },
  hidden: { type: 'text', value: 'N,N,…', help: 'neurons of the hidden layers (200,200)' },
  layers: { type: 'whole', least: 1, value: 'N', help: 'hidden layers, all of the size given by --hidden (2)' },
  rule: { type: 'text', oneOf: Object.keys(rules), help: 'how gradients are computed (sparse)' },
  'b-th': { type: 'number', above: 0, value: 'X', help: 'backward threshold B_th; Infinity is the dense rule (0.2)' },
  slope: { type: 'number', above: 0, value: 'X', help: 'β of the surrogate 1/(β|V - V_th| + 1)² (100)' },
  tau: { type: 'number', above: 0, value: 'S', help: 'membrane time constant in seconds (10e-3)' },
  'tau-readout': { type: 'number', above: 0, value: 'S', help: 'time constant of the readout in seconds (10e-3)' },
  over: { type: 'text', oneOf: overs, help: 'what the readout takes over time (max)' },
  steps: { type: 'whole', least: 2, value: 'N', help: 'steps of time a sample (100)' },
  dt: { type: 'number', above: 0, value: 'S', help: 'length of a step in seconds (1e-3)' },
  weights: {
    type: 'text',
    oneOf: weightings,
    help: 'first weights: normal, std 20(1-α)/√n, or uniform, ±1/√n (normal)',
  },
  calibrate: {
    type: 'number',
    above: 0,
    value: 'X',
    help: 'scale first weights to X spikes per neuron and sample (no)',
  },
  shift: {
    type: 'whole',
    least: 0,
    value: 'N',
    help: 'inputs a training sample is moved by at most, at random (shd 40)',
  },
  'reg-upper': { type: 'number', least: 0, value: 'X', help: 'weight of the limit on many spikes; 0 is none (0.06)' },
  'reg-upper-above': { type: 'number', least: 0, value: 'X', help: 'spikes per neuron and sample that are free (1)' },
  'reg-lower': { type: 'number', least: 0, value: 'X', help: 'weight of the limit on few spikes; 0 is none (100)' },
  'reg-lower-below': { type: 'number', least: 0, value: 'X', help: 'spikes per neuron below which it costs (1e-3)' },
  validation: { type: 'number', least: 0, below: 1, value: 'X', help: 'share of the training samples held out (0.05)' },
  'test-every': { type: 'whole', least: 1, value: 'N', help: 'epochs from one test to the next; the last counts (1)' },
  backend: { type: 'text', value: 'NAME', help: 'where to run: see snn backends (cpu)' },
  threads: { type: 'whole', least: 1, value: 'N', help: 'of the CPU backend; results do not depend on it (all)' },
  profile: { type: 'flag', help: 'time and bytes of each kernel, at the end; steps take longer (webgpu)' },
  out: { type: 'text', value: 'DIR', help: 'run folder (runs/NAME-1, -2, …)' },
  resume: { type: 'text', value: 'RUN', help: 'go on with a run that was stopped, to the same bits' },
  json: { type: 'flag', help: 'one JSON object a line on stdout' },
} as const satisfies OptionTable

export type TrainValues = Values<typeof trainOptions>

/** Settings of a new run: the preset's, changed by what was given. */
export function settingsOf(task: Task, values: TrainValues): Settings {
  const { epochs, regularizers, hidden, ...preset } = task.presets[(values.preset ?? 'default') as PresetName]
  const { data, clip, calibrate, samples, shift } = values
  if (shift !== undefined && preset.shift === undefined)
    throw new ArgumentError({
      what: `--shift is for inputs in a row, which ${task.name} has not`,
      where: 'shift',
      fix: 'Leave it out.',
    })
  return {
    ...preset,
    dataset: task.name,
    ...(data !== undefined && { data }),
    ...(samples !== undefined && { samples }),
    hidden: hiddenOf(values, hidden),
    epochs: values.epochs ?? epochs[data === undefined ? 'embedded' : 'complete'],
    batch: values.batch ?? preset.batch,
    rate: values.rate ?? preset.rate,
    schedule: (values.schedule as Schedule | undefined) ?? preset.schedule,
    ...(clip !== undefined && { clip }),
    seed: values.seed ?? 0,
    rule: (values.rule as RuleName | undefined) ?? 'sparse',
    backwardThreshold: values['b-th'] ?? preset.backwardThreshold,
    slope: values.slope ?? preset.slope,
    tau: values.tau ?? preset.tau,
    tauReadout: values['tau-readout'] ?? preset.tauReadout,
    over: (values.over as Over | undefined) ?? preset.over,
    steps: values.steps ?? preset.steps,
    dt: values.dt ?? preset.dt,
    weights: (values.weights as Weights | undefined) ?? preset.weights,
    ...(calibrate !== undefined && { calibrate }),
    ...(shift !== undefined && { shift }),
    regularizers: regularizersOf(values, regularizers),
    validation: values.validation ?? preset.validation,
    testEvery: values['test-every'] ?? preset.testEvery,
  }
}

function regularizersOf(values: TrainValues, { upper, lower }: Settings['regularizers']): Settings['regularizers'] {
  const [many, few] = [values['reg-upper'] ?? upper?.weight ?? 0, values['reg-lower'] ?? lower?.weight ?? 0]
  return {
    ...(many > 0 && { upper: { ...upper, weight: many, above: values['reg-upper-above'] ?? upper?.above ?? 1 } }),
    ...(few > 0 && { lower: { weight: few, below: values['reg-lower-below'] ?? lower?.below ?? 1e-3 } }),
  }
}

/** `--hidden 200,100` names every layer; `--layers 6 --hidden 300` makes six alike. */
function hiddenOf({ hidden, layers }: TrainValues, preset: readonly number[]): readonly number[] {
  const sizes =
    hidden === undefined ? preset : hidden.split(',').map((text) => (text.trim() === '' ? NaN : Number(text)))
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 1))
    throw new ArgumentError({
      what: `--hidden must be whole numbers from 1 with commas between; got '${hidden}'`,
      where: 'hidden',
      fix: 'For two layers: --hidden 200,200.',
    })
  if (layers === undefined || layers === sizes.length) return sizes
  if (hidden !== undefined && sizes.length > 1)
    throw new ArgumentError({
      what: `--layers ${layers} does not fit the ${sizes.length} sizes of --hidden ${hidden}`,
      where: 'layers',
      fix: 'Give one size for all layers, or leave --layers out.',
    })
  return new Array<number>(layers).fill(sizes[0]!)
}
