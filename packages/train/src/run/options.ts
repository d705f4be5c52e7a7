import {
  ArgumentError,
  type Optimizer,
  type Scalar,
  type SpikeRegularizer,
  type SpikeTrain,
  type Tensor,
} from '@snn/core'
import { checkPositive, checkWhole } from '@snn/core/checks'
import type { DataSet } from '@snn/data'
import type { Model, Rule } from '@snn/lif'
import type { Store } from '../store/store.js'
import type { Words } from '../watch/words.js'

/** What a loss is computed from, inside the step. @public */
export interface LossInput {
  /** `[batch, classes]`. */
  readonly logits: Tensor
  readonly labels: Tensor<'int32'>
  /** Spikes of the hidden layers; by the unrolled rule tensors `[batch, time, neurons]`. */
  readonly hidden: readonly (SpikeTrain | Tensor)[]
}

/** The mean loss of a batch, regularizers left out. Cross entropy unless given. @public */
export type Loss = (input: LossInput) => Scalar

/** When checkpoints are written to the store. One is always written when the run ends or is stopped. @public */
export interface CheckpointOptions {
  /** After every so many epochs; 1 unless given. */
  readonly epochs?: number
  /** In the middle of an epoch after so many seconds; 30 unless given. */
  readonly seconds?: number
  /** In the middle of an epoch after so many steps; never unless given. */
  readonly steps?: number
  /** How many of the latest are kept; 3 unless given. */
  readonly keep?: number
}

/** @public */
export interface FitOptions {
  readonly train: DataSet
  /** Looked at after every epoch, to choose by: the best epoch's weights are kept. */
  readonly validation?: DataSet
  /** Looked at for reporting alone: what counts is the last epoch's accuracy. */
  readonly test?: DataSet
  /** Epochs from one test to the next; the last epoch is always tested. 1 unless given. */
  readonly testEvery?: number
  readonly epochs: number
  /** Samples a batch. */
  readonly batch: number
  /** Of `model.parameters`. */
  readonly optimizer: Optimizer<Model['parameters']>
  /** Of the order of the samples and of all that is random in a step; 0 unless given. */
  readonly seed?: number
  /** 'sparse' unless given. */
  readonly rule?: Rule
  readonly loss?: Loss
  /** Limits on the spike counts of the hidden layers, added to the loss. */
  readonly regularizers?: SpikeRegularizer
  /** Largest common norm of the gradients. */
  readonly clip?: number
  /** Where checkpoints and metrics go. The same call on the same store goes on where it stopped. */
  readonly store?: Store
  readonly checkpoint?: CheckpointOptions
  /** Ends the run cleanly, with a checkpoint. */
  readonly signal?: AbortSignal
  /** How remedies are written down in warnings. */
  readonly words?: Words
  /** Steps given before the first one of them has happened, 1 or 2; 2 unless given. Results do not depend on it. */
  readonly underWay?: 1 | 2
}

/** @throws ArgumentError for a value that is out of range, by name. */
export function checkFitOptions(o: FitOptions): void {
  const whole = (name: string, value: number | undefined, least: number): void => {
    if (value !== undefined) checkWhole(name, value, least)
  }
  whole('epochs', o.epochs, 1)
  whole('batch', o.batch, 1)
  whole('seed', o.seed, 0)
  whole('testEvery', o.testEvery, 1)
  whole('checkpoint.epochs', o.checkpoint?.epochs, 1)
  whole('checkpoint.steps', o.checkpoint?.steps, 1)
  whole('checkpoint.keep', o.checkpoint?.keep, 1)
  const seconds = o.checkpoint?.seconds
  if (seconds !== undefined) checkPositive('checkpoint.seconds', seconds)
  if (o.underWay !== undefined) checkWhole('underWay', o.underWay, 1, 2)
  for (const name of ['train', 'validation', 'test'] as const)
    if (o[name]?.length === 0)
      throw new ArgumentError({ what: `the ${name} set has no samples`, where: name, fix: 'Give at least one.' })
}
