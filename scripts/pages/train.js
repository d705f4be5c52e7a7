import { cpu } from '@snn/backend-cpu'
// A page that trains by hand with core, lif and backend-cpu: `npm run size` bundles it.
import { adam, crossEntropy, gradients } from '@snn/core'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'

/** One step of training on a batch of events with labels. */
export async function train(events, labels) {
  const backend = await cpu()
  const network = sequential({ dt: 1e-3, backwardThreshold: 0.2 }, [
    spiking(dense(784, 200), lif({ tau: 10e-3 })),
    spiking(dense(200, 200), lif({ tau: 10e-3 })),
    readout(dense(200, 10), leaky({ tau: 10e-3 }), 'max'),
  ])
  const model = await network.build(backend, { seed: 0 })
  const optimizer = adam(model.parameters, { rate: 1e-3 })
  const spikes = backend.spikes(events)
  const { loss } = await backend.step(() => {
    const { logits } = model.forward(spikes)
    const loss = crossEntropy(logits, labels)
    optimizer.update(gradients(loss, model.parameters))
    return { loss }
  })
  await backend.close()
  return loss
}
