import { add, clipByNorm, crossEntropy, gradients, spikeRegularizer, type Scalar, type StepReport } from '@snn/core'
import type { Batch } from '@snn/data'
import type { Model } from '@snn/lif'
import type { ClassFacts, ClassProbe } from './class-probe.js'
import type { FitOptions } from './options.js'

/** What one step of training has come to. */
export interface StepFacts extends ClassFacts {
  readonly size: number
  /** Regularizers included. */
  readonly loss: number
  readonly dataLoss: number
  readonly report: StepReport
}

/**
 * One step of training.
 * @param seed of what is random in the step.
 * @param begun called in its closure.
 */
export async function trainStep(
  model: Model,
  { optimizer, loss = defaultLoss, regularizers, rule = 'sparse', clip, signal }: FitOptions,
  probe: ClassProbe,
  { spikes, labels, size }: Batch,
  seed: number,
  begun: () => void,
): Promise<StepFacts> {
  let report: StepReport | undefined
  const settled = await model.backend.step(
    (): Record<string, Scalar> => {
      begun()
      const { logits, hidden } = model.forward(spikes, { rule, seed })
      const dataLoss = loss({ logits, labels, hidden })
      const limited = regularizers?.upper !== undefined || regularizers?.lower !== undefined
      const total = limited && hidden.length > 0 ? add(dataLoss, spikeRegularizer(hidden, regularizers)) : dataLoss
      const slopes = gradients(total, model.parameters)
      optimizer.update(clip === undefined ? slopes : clipByNorm(slopes, clip))
      return { loss: total, dataLoss, ...probe.scalars(logits, labels) }
    },
    { signal, report: (it) => (report = it) },
  )
  const { loss: total, dataLoss } = settled as { loss: number; dataLoss: number }
  return { size, loss: total, dataLoss, report: report!, ...probe.read(settled) }
}

const defaultLoss: NonNullable<FitOptions['loss']> = ({ logits, labels }) => crossEntropy(logits, labels)
