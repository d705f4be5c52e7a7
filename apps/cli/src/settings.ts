import type { SpikeRegularizer } from '@snn/core'
import { unrolled, type Over, type Rule } from '@snn/lif'

/** What a training is made of: everything that must be the same for the same result. Written to the run folder. */
export interface Settings {
  /** Name of the task, as in `snn train TASK`. */
  readonly dataset: string
  /** The folder of the original files, `download`, or absent for what is embedded. */
  readonly data?: string
  /** Only so many of the training samples, the first ones. */
  readonly samples?: number
  /** Neurons of the hidden layers. */
  readonly hidden: readonly number[]
  readonly epochs: number
  readonly batch: number
  /** Of Adam. */
  readonly rate: number
  /** `cosine` goes from the rate to a hundredth of it over the whole run. */
  readonly schedule: Schedule
  readonly seed: number
  readonly rule: RuleName
  readonly backwardThreshold: number
  readonly regularizers: SpikeRegularizer
  /** Largest common norm of the gradients; absent: any. */
  readonly clip?: number
  /** Share of the training samples that is held out to choose by. */
  readonly validation: number
  /** Epochs from one test to the next; the last is always tested. */
  readonly testEvery: number
  /** Seconds a step of time. */
  readonly dt: number
  /** Steps of time. */
  readonly steps: number
  /** Seconds. */
  readonly tau: number
  readonly tauReadout: number
  /** β of the surrogate 1/(β|V - V_th| + 1)². */
  readonly slope: number
  readonly over: Over
  readonly weights: Weights
  /** Spikes per neuron and sample to which the first weights are scaled, layer by layer; absent: not at all. */
  readonly calibrate?: number
  /** Inputs by which each training sample is moved at most, at random; for tasks whose inputs lie in a row. */
  readonly shift?: number
}

/** How gradients are computed. */
export type RuleName = 'sparse' | 'dense' | 'unrolled'

export type Schedule = 'constant' | 'cosine'

/** How first weights are drawn. */
export type Weights = 'normal' | 'uniform'

export const schedules: readonly Schedule[] = ['constant', 'cosine']
export const rules: Readonly<Record<RuleName, Rule>> = { sparse: 'sparse', dense: 'dense', unrolled }
export const overs: readonly Over[] = ['max', 'sum', 'last', 'mean']
export const weightings: readonly Weights[] = ['normal', 'uniform']
