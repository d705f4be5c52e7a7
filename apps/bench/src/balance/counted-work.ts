import { cpu, scheduleOf, type SampleRange } from '@snn/backend-cpu'
import { gradients, type StepReport } from '@snn/core'
import { createProgram } from '../program.js'
import { samplesOf, type Work } from '../work/work.js'

/** Multiply-adds of the tasks of a step, in the order in which threads take them. */
export interface CountedWork {
  readonly forward: readonly number[]
  readonly backward: readonly number[]
}

/** Runs the samples of every task as a batch of their own, and has the kernels count. */
export async function countedWork(work: Work): Promise<CountedWork> {
  const { forward, backward } = scheduleOf(work)
  await using backend = await cpu()
  const count = async ([from, to]: SampleRange): Promise<{ forward: number; backward: number }> => {
    const program = await createProgram(backend, samplesOf(work, from, to), 'sparse')
    let report: StepReport | undefined
    await backend.step(() => void gradients(program.forward(program.input).loss, program.weights), {
      report: (found) => (report = found),
    })
    program.free()
    const sum = (of: (layer: StepReport['layers'][number]) => number): number =>
      report!.layers.reduce((total, layer) => total + of(layer), 0)
    return { forward: sum((l) => l.forward), backward: sum((l) => l.weightGradient + l.inputGradient) }
  }
  const counts: CountedWork & { forward: number[]; backward: number[] } = { forward: [], backward: [] }
  for (const task of forward) counts.forward.push((await count(task)).forward)
  for (const task of backward) counts.backward.push((await count(task)).backward)
  return counts
}
