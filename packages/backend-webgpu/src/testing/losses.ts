import { crossEntropy, gradients } from '@snn/core'
import { batches, type DataSet } from '@snn/data'
import type { Small } from '@snn/train/testing/small'

/** Trains on batches, epoch after epoch of a set, and gives the losses of so many steps. */
export async function losses(
  { model, optimizer }: Small,
  set: DataSet,
  { steps, batch }: { readonly steps: number; readonly batch: number },
): Promise<number[]> {
  const found: number[] = []
  for (let epoch = 0; found.length < steps; epoch++)
    for await (const { spikes, labels } of batches(model.backend, set, { size: batch, seed: 0, epoch })) {
      const { loss } = await model.backend.step(() => {
        const loss = crossEntropy(model.forward(spikes).logits, labels)
        optimizer.update(gradients(loss, model.parameters))
        return { loss }
      })
      if (found.push(loss) === steps) break
    }
  return found
}
