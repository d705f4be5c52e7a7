import {
  activityMeter,
  runningMean,
  type ActivityMeter,
  type ActivityState,
  type RunningMean,
  type RunningMeanState,
} from '@snn/metrics'
import type { Epoch } from './epoch.js'
import type { Settings } from './settings.js'

/** Where a run is, and what its epoch has come to so far: all that is needed to go on to the same bits. */
export interface RunState {
  readonly settings: Settings
  /** Name and device of the backend. */
  readonly backend: string
  readonly epoch: number
  /** Batches of this epoch that are done. */
  readonly batch: number
  /** Steps of the whole run that are done. */
  readonly step: number
  readonly sums: SumsState
  /** Epochs that are done. */
  readonly epochs: readonly Epoch[]
  /** The epoch that was best on the validation set. */
  readonly best: { readonly epoch: number; readonly accuracy: number } | undefined
}

/** Sums of an epoch that is under way. */
export interface Sums {
  readonly loss: RunningMean
  readonly dataLoss: RunningMean
  readonly activity: ActivityMeter
  correct: number
  seconds: number
  peakBytes: number
}

/** What the sums of an epoch are restored from. */
export interface SumsState {
  readonly loss: RunningMeanState
  readonly dataLoss: RunningMeanState
  readonly activity: ActivityState
  readonly correct: number
  readonly seconds: number
  readonly peakBytes: number
}

export function sumsOf(state?: SumsState): Sums {
  return {
    loss: runningMean(state?.loss),
    dataLoss: runningMean(state?.dataLoss),
    activity: activityMeter(state?.activity),
    correct: state?.correct ?? 0,
    seconds: state?.seconds ?? 0,
    peakBytes: state?.peakBytes ?? 0,
  }
}

export function sumsToJson(sums: Sums): SumsState {
  return {
    ...sums,
    loss: sums.loss.toJSON(),
    dataLoss: sums.dataLoss.toJSON(),
    activity: sums.activity.toJSON(),
  }
}
