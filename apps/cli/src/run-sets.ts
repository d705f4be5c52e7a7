import { split, subset, type DataSet } from '@snn/data'
import type { Settings } from './settings.js'
import { taskOf } from './tasks/tasks.js'

/** The samples of a run, each part with its purpose. */
export interface Sets {
  readonly title: string
  readonly train: DataSet
  /** What is held out to choose by, if anything is. */
  readonly validation: DataSet | undefined
  readonly test: DataSet
}

/** Reads the data of a run and holds out its validation part, by seed. */
export async function loadSets(settings: Settings, progress: (text: string) => void): Promise<Sets> {
  const { dataset, samples, validation: fraction, seed } = settings
  const task = taskOf(dataset)
  const augmented = (set: DataSet): DataSet => task.augment?.(set, settings) ?? set
  const { title, train, test } = await task.load(settings, progress)
  const first = samples === undefined || samples >= train.length ? train : subset(train, range(samples))
  if (fraction === 0) return { title, train: augmented(first), validation: undefined, test }
  const { train: rest, validation } = split(first, { fraction, seed })
  return { title, train: augmented(rest), validation: validation.length > 0 ? validation : undefined, test }
}

const range = (length: number): number[] => Array.from({ length }, (_, k) => k)
