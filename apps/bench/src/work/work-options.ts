import type { OptionTable, Values } from '@snn/cli/options'
import { ArgumentError } from '@snn/core'
import { dataSets } from './data-sets.js'
import { readWork, writeWork } from './files.js'
import { realWork } from './real.js'
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
  data: { type: 'text', oneOf: Object.keys(dataSets), help: 'a batch of real samples in place of synthetic' },
  folder: { type: 'text', value: 'DIR', help: 'where the files of --data are (fashion-mnist: the embedded images)' },
  run: { type: 'text', value: 'RUN', help: 'takes network, weights and regularizers of a run folder, for --data' },
  'save-work': { type: 'text', value: 'DIR', help: 'writes the work there' },
  'b-th': { type: 'number', value: 'X', help: "B_th (the work's, or 0.2); Infinity is the dense rule" },
} as const satisfies OptionTable

type Given = Values<typeof workOptions>
type Name = keyof typeof workOptions

const SOURCES = ['shape', 'work', 'data'] as const
const MADE = ['hidden', 'batch', 'steps', 'seed', 'input-density', 'spike-density', 'activity'] as const
/** Options that say nothing where the work comes from a source. */
const EXTRA: Readonly<Record<(typeof SOURCES)[number], readonly Name[]>> = {
  shape: ['folder', 'run'],
  work: ['folder', 'run', ...MADE],
  data: ['input-density'],
}
const OF_THE_RUN: readonly Name[] = ['hidden', 'spike-density', 'activity']

/** The work that options ask for. @throws ArgumentError when they contradict each other or ask for none. */
export async function workOf(values: Given): Promise<Work> {
  const found = await make(values, checked(values))
  const backwardThreshold = values['b-th'] ?? found.backwardThreshold
  const work = { ...found, backwardThreshold }
  if (values['save-work'] !== undefined) await writeWork(values['save-work'], work)
  return work
}

/** Where the work comes from, when all other options agree with it. */
function checked(values: Given): (typeof SOURCES)[number] {
  const given = SOURCES.filter((name) => values[name] !== undefined)
  if (given.length !== 1)
    throw new ArgumentError({
      what: given.length === 0 ? 'there is nothing to measure on' : `--${given.join(' and --')} were both given`,
      where: 'work',
      fix: 'Give --shape shd --hidden 200 for synthetic work, --data shd --folder DIR for real, or --work DIR for a prepared one.',
    })
  const source = given[0]!
  const extra = [...EXTRA[source], ...(values.run === undefined ? [] : OF_THE_RUN)].find(
    (name) => values[name] !== undefined,
  )
  if (extra !== undefined)
    throw new ArgumentError({
      what: `--${extra} does not go with --${EXTRA[source].includes(extra) ? source : 'run'}`,
      where: extra,
      fix: 'Leave it out.',
    })
  const { hidden = [] } = values
  if (hidden.some((size) => !Number.isSafeInteger(size)))
    throw new ArgumentError({ what: `--hidden must be whole numbers; got ${hidden.join(',')}`, where: 'hidden' })
  return source
}

function make(values: Given, source: (typeof SOURCES)[number]): Promise<Work> {
  const { shape, data, folder, run, work, batch, seed, activity, steps: time, hidden = [200] } = values
  if (source === 'work') return readWork(work!)
  const common = {
    hidden: hidden.length === 1 ? [hidden[0]!, hidden[0]!] : hidden,
    batch,
    time,
    seed,
    spikeDensity: values['spike-density'],
    activity,
  }
  if (source === 'shape') return syntheticWork({ shape: shape!, inputDensity: values['input-density'], ...common })
  return realWork({ data: data!, folder, run, ...common })
}
