import {
  loadSets,
  modelOf,
  networkOf,
  openRun,
  readEpochs,
  readModel,
  rules,
  settingsOf,
  taskOf,
} from '@snn/cli/training'
import { adam, ArgumentError, CheckpointError, type Backend } from '@snn/core'
import type { DataSet } from '@snn/data'
import type { Model } from '@snn/lif'
import type { FitOptions } from '@snn/train'

/** What an epoch is trained with. */
export interface TrainingOptions {
  /** A task of `snn train`, with its default settings; the run's when absent. */
  readonly data?: string | undefined
  /** Where its files are; the run's, or what is embedded, when absent. */
  readonly folder?: string | undefined
  /** A run folder, whose settings, weights and learning rate are taken. */
  readonly run?: string | undefined
  /** Only so many samples, the first ones. */
  readonly samples?: number | undefined
}

/** A model, and what `fit` needs to train it for an epoch as `snn train` would. */
export interface Training {
  readonly data: string
  readonly model: Model
  readonly train: DataSet
  readonly options: Omit<FitOptions, 'train' | 'optimizer' | 'epochs'> & { readonly seed: number }
  /** A new optimizer, with the model's weights as they were at first: every epoch is the same work. */
  restart(): Promise<FitOptions['optimizer']>
}

/** @throws ArgumentError when neither data nor a run are given, or they do not go together; CheckpointError for a run without one. */
export async function trainingOf(backend: Backend, o: TrainingOptions): Promise<Training> {
  const begun = o.run === undefined ? undefined : await beginOf(o.run)
  const data = o.data ?? begun?.settings.dataset
  if (data === undefined || (begun && begun.settings.dataset !== data))
    throw new ArgumentError({
      what: begun ? `--run is of ${begun.settings.dataset}; --data is ${data}` : 'there is nothing to train on',
      where: 'data',
      fix: 'Give --data shd --folder DIR, or --run RUN.',
    })
  const settings = {
    ...(begun?.settings ?? settingsOf(taskOf(data), {})),
    ...(o.folder !== undefined && { data: o.folder }),
    ...(o.samples !== undefined && { samples: o.samples }),
  }
  const { train } = await loadSets(settings, () => undefined)
  const network = networkOf(settings, train)
  const model = begun ? await network.load(backend, begun.weights) : await modelOf(network, backend, settings, train)
  const weights = begun?.weights ?? (await model.save())
  const { batch, seed, rule, regularizers, clip } = settings
  return {
    data,
    model,
    train,
    options: { batch, seed, rule: rules[rule], regularizers, ...(clip !== undefined && { clip }) },
    async restart() {
      await model.load(weights)
      return adam(model.parameters, { rate: begun?.rate ?? settings.rate })
    },
  }
}

/** The settings of a run, the weights of its last checkpoint and the rate at which it stopped. */
async function beginOf(path: string) {
  const { store, config } = await openRun(path)
  const found = await readModel(path, store)
  if (!found)
    throw new CheckpointError({ what: `${path} has no checkpoint`, fix: 'Give a run of `snn train` that has begun.' })
  const last = (await readEpochs(store)).at(-1)
  return { settings: config.settings, weights: found.bytes, rate: last?.rate ?? config.settings.rate }
}
