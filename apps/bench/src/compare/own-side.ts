import { openBackend } from '@snn/cli/backends'
import { gradients, resetPeak, type LayerCounts } from '@snn/core'
import { createProgram, type Rule } from '../program.js'
import type { Work } from '../work/work.js'
import type { Side } from './side.js'
import { turnOf } from './turn.js'

/** A backend of ours as a side. */
export async function ownSide(
  name: string,
  backendName: string,
  rule: Rule,
  work: Work,
  threads: number,
): Promise<Side> {
  const backend = await openBackend(backendName, { threads })
  const program = await createProgram(backend, work, rule)
  const { input, weights } = program
  let layers: readonly LayerCounts[] = []
  const step = (): Promise<unknown> =>
    backend.step(() => void gradients(program.forward(input).loss, weights), {
      report: (found) => (layers = found.layers),
    })
  resetPeak(backend)
  return {
    name,
    description: `${backend.device}, rule ${rule}`,
    async check() {
      const { loss, ...found } = await backend.step(() => {
        const { loss } = program.forward(input)
        return { loss, ...gradients(loss, weights) }
      })
      const arrays: Float32Array[] = []
      for (const key of Object.keys(weights)) {
        const tensor = (found as unknown as typeof weights)[key]!
        arrays.push((await tensor.read()).data)
        tensor.free()
      }
      return { loss: loss as number, gradients: arrays }
    },
    turn: (ms) => turnOf(step, ms),
    account: () => ({ peakBytes: backend.memory.peak, layers }),
    close: () => backend.close(),
  }
}
