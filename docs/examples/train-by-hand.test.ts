import { cpu } from '@snn/backend-cpu'
import { adam, add, crossEntropy, gradients, spikeRegularizer } from '@snn/core'
import { batches, subset } from '@snn/data'
import { fashionMnistSample } from '@snn/fashion-mnist'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'
import { expect, it } from 'vitest'

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length

it('train by hand', async () => {
  const images = await fashionMnistSample()
  const trainSet = subset(
    images.train,
    Array.from({ length: 256 }, (_, k) => k),
  )

  const backend = await cpu()
  const network = sequential({ dt: 1e-3, backwardThreshold: 0.2 }, [
    spiking(dense(784, 200), lif({ tau: 10e-3 })),
    spiking(dense(200, 200), lif({ tau: 10e-3 })),
    readout(dense(200, 10), leaky({ tau: 10e-3 }), 'max'),
  ])
  const model = await network.build(backend, { seed: 0 })
  const optimizer = adam(model.parameters, { rate: 1e-3 })
  const losses: number[] = []
  for (let epoch = 0; epoch < 4; epoch++) {
    for await (const { spikes, labels } of batches(backend, trainSet, { size: 16, seed: 0, epoch })) {
      const { loss } = await backend.step(() => {
        const { logits, hidden } = model.forward(spikes)
        const loss = add(
          crossEntropy(logits, labels),
          spikeRegularizer(hidden, { lower: { weight: 100, below: 1e-3 } }),
        )
        optimizer.update(gradients(loss, model.parameters))
        return { loss }
      })
      losses.push(loss) // a number: it came with the step's status
    }
  }
  expect(losses).toHaveLength(64)
  expect(mean(losses.slice(-16))).toBeLessThan(mean(losses.slice(0, 16)) - 0.1)

  // Only the model and its optimizer are left: a step's own values are freed when it ends, a batch's at the next.
  const weights = 784 * 200 + 200 * 200 + 200 * 10
  expect(backend.memory.live).toBeLessThan(4 * (3 * weights + 5000))
  await backend.close()
})
