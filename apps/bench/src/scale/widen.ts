import { cpu } from '@snn/backend-cpu'
import type { StepReport } from '@snn/core'
import { createProgram } from '../program.js'
import { hiddenLayers, type Work } from '../work/work.js'

const HALVINGS = 12
/** No B_th beyond this is tried: an entry so far above or below the threshold is no longer near it. */
const WIDEST = 2

/**
 * The work with the least B_th from its own on in which a part of the hidden cells is active: weights alone cannot bring
 * half of all potentials near the threshold while they spike.
 */
export async function widened(work: Work, activity: number): Promise<Work> {
  await using backend = await cpu()
  const at = async (backwardThreshold: number): Promise<number> => {
    const program = await createProgram(backend, { ...work, backwardThreshold }, 'sparse')
    let report: StepReport | undefined
    await backend.step(() => void program.forward(program.input), { report: (found) => (report = found) })
    program.free()
    const hidden = report!.layers.slice(0, hiddenLayers(work))
    return hidden.reduce((sum, { active, cells }) => sum + active / cells, 0) / hidden.length
  }
  let [low, high] = [work.backwardThreshold, WIDEST]
  if ((await at(low)) >= 0.97 * activity) return work
  for (let n = 0; n < HALVINGS; n++) {
    const middle = (low + high) / 2
    if ((await at(middle)) < activity) low = middle
    else high = middle
  }
  return { ...work, backwardThreshold: high }
}
