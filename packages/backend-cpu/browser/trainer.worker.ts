import type { CpuOptions } from '../src/cpu.js'
import { trained, type Trained } from '../test/trained.js'

/** What a page asks for: a training of batches of these sizes. */
export interface Order {
  readonly options: CpuOptions
  readonly batches: readonly number[]
}

/** What it came to, and who worked. */
export interface Answer {
  readonly found: Trained
  readonly worksOn: unknown
}

self.onmessage = async ({ data: { options, batches } }: MessageEvent<Order>) => {
  let worksOn: unknown
  const found = await trained(options, batches, ({ details }) => (worksOn = details['worksOn']))
  self.postMessage({ found, worksOn } satisfies Answer)
}
