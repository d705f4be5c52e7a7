import { at, expectShape, put, zeros } from './array.js'
import type { Array64 } from './array.js'
import { logSoftmax } from './dense-kernels.js'
import { sumOverSteps } from './sparse-backward.js'

/** A loss and its gradient with respect to what it was given. */
export interface LossAndGradient {
  readonly loss: number
  readonly gradient: Array64
}

/** Cross entropy, mean_b -log softmax(logits)[label], of logits `[batch, classes]`; its gradient is (softmax - one hot) / batch. */
export function crossEntropy(logits: Array64, labels: ArrayLike<number>): LossAndGradient {
  const [batch, classes] = logits.shape as [number, number]
  if (labels.length !== batch) throw new RangeError(`${batch} labels are needed; got ${labels.length}`)
  const logProbabilities = logSoftmax(logits)
  const gradient = zeros(logits.shape)
  let loss = 0
  for (let b = 0; b < batch; b++) {
    const label = labels[b]!
    loss -= at(logProbabilities, b, label) / batch
    // softmax - 1 at the label as minus the sum of the others: where that is close to 0, a difference would leave nothing of it.
    let others = 0
    for (let c = 0; c < classes; c++) {
      if (c === label) continue
      const probability = Math.exp(at(logProbabilities, b, c))
      others += probability
      put(gradient, probability / batch, b, c)
    }
    put(gradient, -others / batch, b, label)
  }
  return { loss, gradient }
}

/** Mean over all entries of (value - target)². */
export function meanSquaredError(values: Array64, targets: Array64): LossAndGradient {
  expectShape('targets', targets, values.shape)
  const gradient = zeros(values.shape)
  const size = values.data.length
  let loss = 0
  for (let n = 0; n < size; n++) {
    const difference = values.data[n]! - targets.data[n]!
    loss += difference ** 2 / size
    gradient.data[n] = (2 * difference) / size
  }
  return { loss, gradient }
}

/** The regularizer that holds the mean spike count of a layer down. */
export interface UpperRegularizer {
  /** λ_up. */
  readonly weight: number
  /** f_up, in spikes per neuron and sample. */
  readonly above: number
  /** p_up. */
  readonly power: number
}

/** The regularizer that wakes silent neurons. */
export interface LowerRegularizer {
  /** λ_low. */
  readonly weight: number
  /** f_low, in spikes per sample. */
  readonly below: number
}

/** mean_b λ_up · max(0, (1/N) Σ_t Σ_j S_j[t] - f_up)^p_up of spikes `[batch, steps, neurons]`. */
export function upperSpikeRegularizer(spikes: Array64, { weight, above, power }: UpperRegularizer): LossAndGradient {
  const [batch, steps, neurons] = spikes.shape as [number, number, number]
  const counts = sumOverSteps(spikes)
  const gradient = zeros(spikes.shape)
  let loss = 0
  for (let b = 0; b < batch; b++) {
    let mean = 0
    for (let j = 0; j < neurons; j++) mean += at(counts, b, j) / neurons
    const excess = mean - above
    if (excess <= 0) continue
    loss += (weight * excess ** power) / batch
    for (let t = 0; t < steps; t++) {
      for (let j = 0; j < neurons; j++) {
        put(gradient, (weight * power * excess ** (power - 1)) / neurons / batch, b, t, j)
      }
    }
  }
  return { loss, gradient }
}

/** mean_b (λ_low/N) Σ_j max(0, f_low - Σ_t S_j[t])² of spikes `[batch, steps, neurons]`. */
export function lowerSpikeRegularizer(spikes: Array64, { weight, below }: LowerRegularizer): LossAndGradient {
  const [batch, steps, neurons] = spikes.shape as [number, number, number]
  const counts = sumOverSteps(spikes)
  const gradient = zeros(spikes.shape)
  let loss = 0
  for (let b = 0; b < batch; b++) {
    for (let j = 0; j < neurons; j++) {
      const lack = Math.max(0, below - at(counts, b, j))
      loss += ((weight / neurons) * lack ** 2) / batch
      for (let t = 0; t < steps; t++) {
        put(gradient, ((weight / neurons) * -2 * lack) / batch, b, t, j)
      }
    }
  }
  return { loss, gradient }
}
