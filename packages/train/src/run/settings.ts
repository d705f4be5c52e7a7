import { CheckpointError } from '@snn/core'
import type { DataSet } from '@snn/data'
import type { Model } from '@snn/lif'
import { short } from '../watch/words.js'
import type { FitOptions } from './options.js'

/** What must be the same for a run to go on to the same bits, by name, as text. */
export type Settings = Readonly<Record<string, string>>

/**
 * A short description of a set that changes with its samples: their number, labels, and the events of a few.
 */
async function describeSet(set: DataSet): Promise<string> {
  let hash = fnv(2166136261, set.labels)
  for (const index of new Set([0, Math.floor(set.length / 2), set.length - 1])) {
    if (index < 0 || index >= set.length) continue
    const { t, i } = await set.get(index, { seed: 0, epoch: 0 })
    hash = fnv(fnv(hash, t), i)
  }
  const shape = `${set.length} samples of ${set.time} steps and ${set.neurons} neurons`
  return `${set.name} (${set.split}): ${shape}, ${(hash >>> 0).toString(16).padStart(8, '0')}`
}

/** The FNV-1a hash of whole numbers. */
function fnv(seed: number, values: ArrayLike<number>): number {
  let hash = seed
  for (let k = 0; k < values.length; k++) {
    hash = Math.imul(hash ^ (values[k]! & 0xffff), 16777619)
    hash = Math.imul(hash ^ (values[k]! >>> 16), 16777619)
  }
  return hash
}

/** The settings of a call. Epochs, store, checkpoints and threads may differ: they change no bit of what comes next. */
export async function settingsOf(model: Model, o: FitOptions): Promise<Settings> {
  const given: Record<string, unknown> = {
    network: model.network.toJSON(),
    train: await describeSet(o.train),
    validation: o.validation && (await describeSet(o.validation)),
    batch: o.batch,
    seed: o.seed ?? 0,
    rule: typeof o.rule === 'object' ? o.rule.name : (o.rule ?? 'sparse'),
    loss: o.loss ? 'custom' : 'cross entropy',
    regularizers: o.regularizers,
    clip: o.clip,
  }
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, settingText(value)]])),
  )
}

/** @throws CheckpointError that names every setting that differs. */
export function checkSettings(here: Settings, there: Settings, store: string): void {
  const names = [...new Set([...Object.keys(here), ...Object.keys(there)])]
  const differ = names.filter((name) => here[name] !== there[name])
  if (differ.length === 0) return
  const told = differ.map((name) => `${name}: ${there[name] ?? 'none'} there, ${here[name] ?? 'none'} here`)
  throw new CheckpointError({
    what: `the run in ${store} has other settings than this call`,
    where: differ.join(', '),
    context: `${told.map((line) => (line.length > 300 ? `${line.slice(0, 299)}…` : line)).join('; ')}.`,
    fix: 'Go on with the settings it has, or give this run a store of its own.',
  })
}

/** A setting as text: numbers short, records as JSON. */
function settingText(value: unknown): string {
  if (typeof value === 'number') return short(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}
