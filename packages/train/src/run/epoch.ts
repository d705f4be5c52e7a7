/** What an epoch has come to. Accuracies lie in 0–1, losses are means over samples. @public */
export interface Epoch {
  /** From 0. */
  readonly index: number
  /** Of the training batches, each before its update, regularizers included. */
  readonly loss: number
  /** The same without regularizers. */
  readonly dataLoss: number
  /** Of the training batches, each before its update. */
  readonly accuracy: number
  readonly validationLoss?: number
  readonly validationAccuracy?: number
  /** Row: true class; column: predicted class. */
  readonly validationConfusion?: readonly (readonly number[])[]
  /** There when a test set was given and its turn had come. */
  readonly testLoss?: number
  readonly testAccuracy?: number
  readonly testConfusion?: readonly (readonly number[])[]
  /** Active entries of each spiking layer in percent: eq. (13) of Perez-Nieves & Goodman 2021. Empty by the unrolled rule. */
  readonly activity: readonly number[]
  /** Spikes per neuron and sample of each spiking layer. */
  readonly spikes: readonly number[]
  /** Multiply-adds of the sparse rule in training, forward and backward. */
  readonly multiplyAdds: number
  /** The learning rate at its end. */
  readonly rate: number
  /** Steps of the whole run so far. */
  readonly step: number
  /** Training samples. */
  readonly samples: number
  /** Of training; evaluation and checkpoints left out. */
  readonly seconds: number
  /** The most bytes that were live on the backend. */
  readonly peakBytes: number
}

/** An epoch of a run that tests after each. @public */
export interface TestedEpoch extends Epoch {
  readonly testLoss: number
  readonly testAccuracy: number
  readonly testConfusion: readonly (readonly number[])[]
}
