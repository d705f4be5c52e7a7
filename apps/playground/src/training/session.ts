import { adam, cosineRate, type Backend, type Optimizer, type SpikeRegularizer } from '@snn/core'
import { dense, leaky, lif, normalWeights, readout, sequential, spiking, type Model } from '@snn/lif'
import type { BackendName } from '../backend-name.js'
import { factories, type BackendOptions } from '../backends.js'
import type { Settings } from './settings.js'

/* Network and limits are those of Perez-Nieves & Goodman 2021 for Fashion-MNIST. */
const network = sequential({ dt: 1e-3, backwardThreshold: 0.2 }, [
  spiking(dense(784, 200), lif({ tau: 10e-3 })),
  spiking(dense(200, 200), lif({ tau: 10e-3 })),
  readout(dense(200, 10), leaky({ tau: 10e-3 }), 'max'),
])

export const regularizers: SpikeRegularizer = {
  upper: { weight: 0.06, above: 1 },
  lower: { weight: 100, below: 1e-3 },
}

/** A model that is being trained, and where. */
export interface Session {
  readonly backend: Backend
  readonly model: Model
  readonly optimizer: Optimizer<Model['parameters']>
}

/** Opens a backend, with a fresh model and its optimizer there. */
export async function openSession(
  name: BackendName,
  settings: Settings,
  samples: number,
  o: BackendOptions,
): Promise<Session> {
  const { seed, rate, epochs, batch } = settings
  const backend = await factories[name](o)
  try {
    const model = await network.build(backend, { seed, initializer: normalWeights() })
    const updates = epochs * Math.ceil(samples / batch)
    const optimizer = adam(model.parameters, { rate: cosineRate({ from: rate, to: rate / 100, updates }) })
    return { backend, model, optimizer }
  } catch (error) {
    await closeSession({ backend })
    throw error
  }
}

/** Gives back what a session holds. A device that was lost has nothing to give. */
export async function closeSession(session: Pick<Session, 'backend'> | undefined): Promise<void> {
  await session?.backend.close().catch(() => undefined)
}
