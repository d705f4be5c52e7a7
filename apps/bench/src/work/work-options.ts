import { ArgumentError } from '@snn/core'
import type { OptionTable, Values } from '../options.js'
import { readWork, writeWork } from './files.js'
import { shapes } from './shapes.js'
import { syntheticWork } from './synthetic.js'
import type { Work } from './work.js'

/** How a command is told what to measure on. */
export const workOptions = {
  shape: { type: 'text', oneOf: Object.keys(shapes), help: 'synthetic work like this data set' },
  hidden: { type: 'list', value: 'N[,N…]', help: 'neurons of the hidden layers: one number is two layers of it (200)' },
  batch: { type: 'whole', help: 'samples (256)' },
  steps: { type: 'whole', help: "time steps (the shape's)" },
  seed: { type: 'whole', least: 0, help: 'of events, weights and labels (0)' },
  'input-density': {
    type: 'number',
    value: 'P',
    help: "part of the input's cells that hold an event; of the inputs, for fashion-mnist",
  },
  'spike-density': { type: 'list', value: 'P[,P]', help: 'part of the cells of each hidden layer that spikes' },
  activity: { type: 'list', value: 'P[,P]', help: 'part of them within 0.2 of the threshold' },
  work: {
    type: 'text',
    value: 'DIR',
    help: 'prepared work in place of synthetic: meta.json, events.bin, W0.bin …, labels.bin',
  },
  'save-work': { type: 'text', value: 'DIR', help: 'writes the work there' },
  'b-th': { type: 'number', value: 'X', help: "B_th (the work's, or 0.2); Infinity is the dense rule" },
} as const satisfies OptionTable

const ONLY_SYNTHETIC = ['hidden', 'batch', 'steps', 'seed', 'input-density', 'spike-density', 'activity'] as const

/** The work that options ask for. @throws ArgumentError when they contradict each other or ask for none. */
export async function workOf(values: Values<typeof workOptions>): Promise<Work> {
  const { shape, hidden = [200], work: folder, 'b-th': backwardThreshold } = values
  if ((shape === undefined) === (folder === undefined))
    throw new ArgumentError({
      what: shape === undefined ? 'there is nothing to measure on' : '--shape and --work were both given',
      where: 'work',
      fix: 'Give --shape shd --hidden 200 for synthetic work, or --work DIR for a prepared one.',
    })
  if (folder !== undefined) {
    const extra = ONLY_SYNTHETIC.find((name) => values[name] !== undefined)
    if (extra !== undefined)
      throw new ArgumentError({ what: `--${extra} is of synthetic work; --work ${folder} has its own`, where: extra })
  }
  if (hidden.some((size) => !Number.isSafeInteger(size)))
    throw new ArgumentError({ what: `--hidden must be whole numbers; got ${hidden.join(',')}`, where: 'hidden' })
  const found =
    folder === undefined
      ? await syntheticWork({
          shape: shape!,
          hidden: hidden.length === 1 ? [hidden[0]!, hidden[0]!] : hidden,
          batch: values.batch,
          time: values.steps,
          seed: values.seed,
          inputDensity: values['input-density'],
          spikeDensity: values['spike-density'],
          activity: values.activity,
        })
      : await readWork(folder)
  const work = backwardThreshold === undefined ? found : { ...found, backwardThreshold }
  if (values['save-work'] !== undefined) await writeWork(values['save-work'], work)
  return work
}
