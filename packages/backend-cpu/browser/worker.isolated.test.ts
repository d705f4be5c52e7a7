import { expect, it } from 'vitest'
import { trained } from '../test/trained.js'
import type { Answer, Order } from './trainer.worker.js'

/** A training in a Worker of the page, which may sleep: it works itself, and others begin with its steps. */
function trainedInWorker(order: Order): Promise<Answer> {
  const worker = new Worker(new URL('./trainer.worker.ts', import.meta.url), { type: 'module' })
  return new Promise<Answer>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data)
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.postMessage(order)
  }).finally(() => worker.terminate())
}

it('in a Worker of the page the calling thread works with others, to the bits of one thread', async () => {
  const batches = [20, 9, 64, 1, 20]
  const { found, worksOn } = await trainedInWorker({ options: { threads: 2, worthWaking: 0 }, batches })
  expect(worksOn).toBe('the calling thread and workers')
  expect(found).toEqual(await trained({ threads: 1 }, batches))
})
