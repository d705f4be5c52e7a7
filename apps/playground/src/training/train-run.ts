import { outline } from '@snn/lif'
import { fit, type Store } from '@snn/train'
import type { KeptRun, Reply } from './messages.js'
import { regularizers, type Session } from './session.js'
import type { Sets } from './sets.js'
import type { Settings } from './settings.js'

/** While it trains, the network is shown its test image every so often, in ms. */
const LOOK_EVERY = 2000
/** A page that is closed loses at most so many seconds of training. */
const CHECKPOINT_SECONDS = 10

/** What a run is made of. */
export interface TrainRequest {
  readonly session: Session
  readonly settings: Settings
  readonly sets: Sets
  readonly store: Store
  /** What the store holds of the run already. */
  readonly kept: KeptRun | undefined
  readonly signal: AbortSignal
  /** Called now and then between two steps. */
  readonly look: () => Promise<void>
}

/** Trains a run, from its checkpoint on or from the beginning, until its last epoch or the signal; tells what happens. */
export async function trainRun(o: TrainRequest, tell: (reply: Reply) => void): Promise<void> {
  const { session, settings, sets, store, kept, signal, look } = o
  const { backend, model, optimizer } = session
  const { train, test } = sets
  const { epochs, batch, seed } = settings
  tell({ kind: 'begun', device: backend.device, network: outline(model.network), step: kept?.step ?? 0 })
  const checkpoint = { seconds: CHECKPOINT_SECONDS }
  const run = fit(model, { train, test, epochs, batch, seed, optimizer, regularizers, store, checkpoint, signal })
  let lastLook = -Infinity
  run.on('batch', (event) => {
    const { live, peak } = backend.memory
    tell({ kind: 'batch', batch: event, memory: { live, peak } })
    if (performance.now() - lastLook < LOOK_EVERY) return
    lastLook = performance.now()
    void look()
  })
  run.on('evaluate', (event) => tell({ kind: 'testing', batch: event.batch, batches: event.batches }))
  run.on('warning', ({ message }) => tell({ kind: 'warning', message }))
  for await (const epoch of run) tell({ kind: 'epoch', epoch })
}
