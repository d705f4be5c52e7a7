import { argmax, crossEntropy, type StepReport } from '@snn/core'
import { batches, type Batch, type DataSet } from '@snn/data'
import type { Model } from '@snn/lif'
import { activityMeter, confusionMatrix, runningMean, type ConfusionMatrix, type LayerActivity } from '@snn/metrics'
import { breather } from './breathe.js'
import { give } from './give.js'
import type { Loss } from './options.js'

/** @public */
export interface EvaluateOptions {
  /** Samples a batch; 256 unless given. It changes time and memory, not results. */
  readonly batch?: number
  /** Cross entropy unless given. */
  readonly loss?: Loss
  readonly signal?: AbortSignal | undefined
  /** Called after each batch. */
  readonly progress?: ((batch: number, batches: number) => void) | undefined
}

/** What a model does on a set. @public */
export interface Evaluation {
  /** In 0–1. */
  readonly accuracy: number
  /** Mean over samples. */
  readonly loss: number
  readonly samples: number
  readonly confusion: ConfusionMatrix
  /** Spike density and spikes per neuron of each spiking layer. Active sets are not made here: no gradient needs them. */
  readonly layers: readonly Omit<LayerActivity, 'activity'>[]
  readonly seconds: number
}

/**
 * Runs a model over every sample of a set, without gradients and without active sets.
 * @throws (rejects) DataError when the set has no samples or a label is out of range; AbortError when the signal says so.
 * @public
 */
export async function evaluate(model: Model, set: DataSet, o: EvaluateOptions = {}): Promise<Evaluation> {
  const { batch: size = 256, loss = ({ logits, labels }) => crossEntropy(logits, labels), signal, progress } = o
  const { backend, network } = model
  const spikingLayers = network.layers.filter((layer) => layer.type === 'spiking').length
  const confusion = confusionMatrix(network.outputs)
  const mean = runningMean()
  const activity = activityMeter()
  const breathe = breather()
  const started = performance.now()
  const all = batches(backend, set, { size, seed: 0, epoch: 0, shuffle: false })
  const pending: Promise<BatchFacts>[] = []

  async function settleFirst(): Promise<void> {
    const { samples, number, lossOfBatch, predicted, report } = await pending[0]!
    void pending.shift()
    confusion.add(
      Array.from(samples, (sample) => set.labels[sample]!),
      predicted,
    )
    mean.add(lossOfBatch, samples.length)
    activity.add(report.layers.slice(0, spikingLayers), set.time)
    progress?.(number + 1, all.length)
  }

  try {
    for await (const batch of all) {
      while (pending.length >= 2) await settleFirst()
      const { outcome } = await give((begun) => oneBatch(model, batch, loss, signal, begun))
      pending.push(outcome)
      await breathe()
    }
    while (pending.length > 0) await settleFirst()
  } finally {
    await Promise.allSettled(pending)
  }
  return {
    accuracy: confusion.accuracy,
    loss: mean.mean,
    samples: confusion.samples,
    confusion,
    layers: activity.layers.map(({ density, spikesPerNeuron, multiplyAdds }) => ({
      density,
      spikesPerNeuron,
      multiplyAdds,
    })),
    seconds: (performance.now() - started) / 1000,
  }
}

interface BatchFacts {
  readonly samples: Uint32Array
  readonly number: number
  readonly lossOfBatch: number
  readonly predicted: Int32Array
  readonly report: StepReport
}

async function oneBatch(
  { backend, forward }: Model,
  { spikes, labels, samples, number }: Batch,
  loss: Loss,
  signal: AbortSignal | undefined,
  begun: () => void,
): Promise<BatchFacts> {
  let report: StepReport | undefined
  const { lossOfBatch, predicted } = await backend.step(
    () => {
      begun()
      const { logits, hidden } = forward(spikes)
      return { lossOfBatch: loss({ logits, labels, hidden }), predicted: argmax(logits, 1) }
    },
    { signal, report: (it) => (report = it) },
  )
  const { data } = await predicted.read()
  predicted.free()
  return { samples, number, lossOfBatch, predicted: data, report: report! }
}
