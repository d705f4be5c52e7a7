import type { Backend } from '@snn/core'
import type { DataSet } from '@snn/data'
import type { Model } from '@snn/lif'
import { median, pairedRatios } from '@snn/metrics'
import { fit } from '@snn/train'
import { timing, type Timing } from '../step/measure.js'
import { atHand, holding, packedBatches } from './batches-at-hand.js'
import type { Training } from './training.js'

/** What an epoch came to, in each of three ways: the same steps on the same batches. */
export interface EpochResult {
  readonly data: string
  readonly backend: string
  readonly device: string
  readonly samples: number
  readonly batch: number
  readonly time: number
  readonly sizes: readonly number[]
  readonly inputEvents: number
  /** Steps of training alone, as `fit` counts them: without evaluation and checkpoints. Medians over the turns. */
  readonly seconds: Sides<number>
  readonly samplesPerSecond: Sides<number>
  /** The part of the loader's epoch that is gone where batches are packed already, and where they lie on the backend; turn by turn. */
  readonly loadingShare: { readonly beforeUpload: Timing; readonly withUpload: Timing }
  /** Whether the three have come to the same mean loss, to the bit. */
  readonly sameLoss: boolean
}

/**
 * `loader`: by the loader, as in every training. `uploaded`: batches are packed before, and brought to the backend in each step.
 * `resident`: they lie on the backend before the epoch begins.
 */
export interface Sides<T> {
  readonly loader: T
  readonly uploaded: T
  readonly resident: T
}

const SIDES = ['loader', 'uploaded', 'resident'] as const

/** Trains the same epoch in turn by the loader and on batches that are at hand, after a turn that is not counted. */
export async function measureEpoch(backend: Backend, training: Training, turns: number): Promise<EpochResult> {
  const { data, model, train, options } = training
  const packed = await packedBatches(train, options)
  const sides: Sides<() => Promise<Trained>> = {
    loader: () => trained(training, train, model),
    uploaded: () => trained(training, atHand(train, packed), model),
    resident: () => trained(training, atHand(train, packed), { ...model, backend: holding(backend, packed) }),
  }
  const seconds = { loader: [] as number[], uploaded: [] as number[], resident: [] as number[] }
  const losses = new Set<number>()
  for (let turn = 0; turn <= turns; turn++)
    for (const side of SIDES) {
      const found = await sides[side]()
      losses.add(found.loss)
      if (turn > 0) seconds[side].push(found.seconds)
    }
  const medians = {
    loader: median(seconds.loader),
    uploaded: median(seconds.uploaded),
    resident: median(seconds.resident),
  }
  const speed = (side: keyof Sides<number>): number => train.length / medians[side]
  const share = (without: readonly number[]): Timing =>
    timing(pairedRatios(without, seconds.loader).ratios.map((ratio) => 1 - ratio))
  const { inputs, layers } = model.network
  return {
    data,
    backend: backend.name,
    device: backend.device,
    samples: train.length,
    batch: options.batch,
    time: train.time,
    sizes: [inputs, ...layers.map(({ synapse }) => synapse.outputs)],
    inputEvents: packed.reduce((sum, { index }) => sum + index.length, 0),
    seconds: medians,
    samplesPerSecond: { loader: speed('loader'), uploaded: speed('uploaded'), resident: speed('resident') },
    loadingShare: { beforeUpload: share(seconds.uploaded), withUpload: share(seconds.resident) },
    sameLoss: losses.size === 1,
  }
}

interface Trained {
  readonly seconds: number
  readonly loss: number
}

/** One epoch from the same start. */
async function trained({ options, restart }: Training, train: DataSet, model: Model): Promise<Trained> {
  const optimizer = await restart()
  const [epoch] = await fit(model, { ...options, train, optimizer, epochs: 1 }).done
  optimizer.free()
  return epoch!
}
