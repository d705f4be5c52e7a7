import type { DataSet } from '@snn/data'
import type { Settings } from '../settings.js'

/** Something to train on: one entry of `tasks`, and `snn train` knows it. */
export interface Task {
  /** As in `snn train NAME`. */
  readonly name: string
  /** For the help, after the name. */
  readonly help: string
  /** Names of the classes, where they are known before the data are. */
  readonly classes: readonly string[]
  readonly presets: Readonly<Record<PresetName, Preset>>
  /** Reads the data, as events on the grid of the settings. */
  load(settings: Settings, progress: (text: string) => void): Promise<Data>
  /** The training samples as they are trained on: with random parts, anew in each epoch. */
  augment?(train: DataSet, settings: Settings): DataSet
  /** Commands worth trying after a run, each with what it does. */
  next(settings: Settings): readonly (readonly [command: string, what: string])[]
}

export type PresetName = 'default' | 'paper'

/** Where settings start from. */
export type Preset = Omit<Settings, 'dataset' | 'data' | 'seed' | 'rule' | 'epochs'> & {
  /** Passes over the training samples: of the embedded part, and of the whole set. */
  readonly epochs: { readonly embedded: number; readonly complete: number }
}

export interface Data {
  /** What it is, in a line. */
  readonly title: string
  readonly train: DataSet
  readonly test: DataSet
}
