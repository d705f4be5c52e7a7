import { ArgumentError, permutation } from '@snn/core'
import type { DataSet, GridEvents } from '@snn/data'
import { dataSets, type BenchedSet, type Grid } from './data-sets.js'
import { shapes } from './shapes.js'
import { trainedNetwork } from './trained.js'
import { tunedWork, type MadeOptions } from './tuned-work.js'
import type { Work } from './work.js'

/** What real work is made of. */
export interface RealOptions extends MadeOptions {
  readonly data: string
  /** Holds the published files; without it, the part that comes with the library, where there is one. */
  readonly folder?: string | undefined
  /** A run folder, whose trained weights are taken; without it, weights are tuned as for synthetic work. */
  readonly run?: string | undefined
}

/**
 * A batch of real samples, chosen as the first batch of an epoch is, with weights that were trained or tuned. Without `time`, the
 * samples of a run have as many of its steps as the data are long.
 * @throws DataError when the folder lacks the files; ArgumentError when none is given, the set is too small, or the run is of
 *   other data.
 */
export async function realWork(o: RealOptions): Promise<Work> {
  const { shape: shapeName, seconds, ...source } = dataSets[o.data]!
  const shape = shapes[shapeName]!
  const { run, hidden, batch = 256, seed = 0 } = o
  const trained = run === undefined ? undefined : await trainedNetwork(run)
  const time = o.time ?? (trained ? Math.round(seconds / trained.dt) : shape.time)
  const set = await loadFrom(source, o, { time, dt: trained?.dt ?? seconds / time })
  if (set.length < batch)
    throw new ArgumentError({ what: `--batch is ${batch}; ${set.name} has ${set.length} samples`, where: 'batch' })
  const samples = permutation(set.length, seed).subarray(0, batch)
  const events = await eventsOf(set, samples)
  const labels = Int32Array.from(samples, (sample) => set.labels[sample]!)
  const origin = { data: o.data, partial: set.partial, seed }
  if (trained) {
    const { dt, ...network } = trained
    const [inputs, classes] = [network.sizes[0]!, network.sizes.at(-1)!]
    if (inputs !== set.neurons || classes !== set.classes.length)
      throw new ArgumentError({
        what: `--run has ${inputs} inputs and ${classes} classes; ${set.name} has ${set.neurons} and ${set.classes.length}`,
        where: 'run',
      })
    return {
      batch,
      time,
      ...network,
      events,
      labels,
      origin: { ...origin, dt, ...network.origin },
    }
  }
  const { spikeDensity, activity } = o
  const work = await tunedWork({ shape, hidden, batch, time, events, labels, seed, spikeDensity, activity })
  return { ...work, origin: { ...origin, ...work.origin } }
}

function loadFrom(
  { load, embedded }: Pick<BenchedSet, 'load' | 'embedded'>,
  { data, folder }: RealOptions,
  grid: Grid,
): Promise<DataSet> {
  if (folder !== undefined) return load(folder, grid)
  if (embedded) return embedded(grid)
  throw new ArgumentError({
    what: `--data ${data} needs --folder`,
    where: 'folder',
    fix: 'Give the folder that holds its published files.',
  })
}

/** Sorted triples (b, t, i), none of them twice. */
async function eventsOf(set: DataSet, samples: Uint32Array): Promise<Int32Array> {
  const cells: Float64Array[] = []
  for (const sample of samples) cells.push(cellsOf(await set.get(sample), set.neurons))
  const events = new Int32Array(3 * cells.reduce((sum, { length }) => sum + length, 0))
  let end = 0
  for (const [b, list] of cells.entries())
    for (const cell of list) {
      events[end++] = b
      events[end++] = Math.floor(cell / set.neurons)
      events[end++] = cell % set.neurons
    }
  return events
}

function cellsOf({ t, i }: GridEvents, neurons: number): Float64Array {
  const cells = Float64Array.from({ length: t.length }, (_, k) => t[k]! * neurons + i[k]!).sort()
  return cells.filter((cell, k) => k === 0 || cell !== cells[k - 1])
}
