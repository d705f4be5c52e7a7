import { measureStep, syntheticWork } from '@snn/bench/page'
import { factories } from '../backends.js'
import type { MeasureReply, MeasureRequest } from './messages.js'

/** As many as `bench step` leaves out. */
const WARM_UP = 5
const HIDDEN = [200, 200]

/** Measures the works one after the other, each on a backend of its own, so that none finds the memory of another. */
export async function measure(
  { backend: name, works, batch, rounds, machine }: MeasureRequest,
  tell: (reply: MeasureReply) => void,
): Promise<void> {
  for (const work of works) {
    tell({ kind: 'progress', work, done: 0, all: WARM_UP + rounds })
    const made = await syntheticWork({ shape: work, hidden: HIDDEN, batch })
    const backend = await factories[name]()
    const progress = (done: number, all: number): void => tell({ kind: 'progress', work, done, all })
    const figures = await measureStep(backend, made, 'sparse', { warmUp: WARM_UP, rounds, progress })
    await backend.close()
    const command = `playground: measure ${work} on ${name}, ${HIDDEN.join('-')} hidden, batch ${batch}, ${rounds} rounds`
    tell({ kind: 'result', work, result: { kind: 'step', command, machine, ...figures } })
  }
}
