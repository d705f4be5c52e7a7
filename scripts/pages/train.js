// A program that trains by hand with core, lif and backend-cpu: `npm run size` bundles it as a page would load it,
// `npm run packages` runs it on installed packages.
import { cpu } from '@snn/backend-cpu'
import { adam, crossEntropy, gradients } from '@snn/core'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'

/** Trains some steps on one batch: an event list over 784 neurons, and an Int32Array of labels. Gives the losses. */
export async function train(events, labels, steps) {
  const backend = await cpu()
  const network = sequential({ dt: 1e-3, backwardThreshold: 0.2 }, [
    spiking(dense(784, 200), lif({ tau: 10e-3 })),
    spiking(dense(200, 200), lif({ tau: 10e-3 })),
    readout(dense(200, 10), leaky({ tau: 10e-3 }), 'max'),
  ])
  const model = await network.build(backend, { seed: 0 })
  const optimizer = adam(model.parameters, { rate: 1e-3 })
  const spikes = backend.spikes(events)
  const target = backend.tensor({ data: labels, shape: [labels.length], stride: [1], offset: 0 })
  const losses = []
  for (let step = 0; step < steps; step++) {
    const { loss } = await backend.step(() => {
      const { logits } = model.forward(spikes)
      const loss = crossEntropy(logits, target)
      optimizer.update(gradients(loss, model.parameters))
      return { loss }
    })
    losses.push(loss)
  }
  await backend.close()
  return losses
}
