import { cpu, scheduleOf, type LayerPart, type SampleRange } from '@snn/backend-cpu'
import { gradients, type LayerCounts, type StepReport } from '@snn/core'
import { createProgram } from '../program.js'
import { samplesOf, type Work } from '../work/work.js'
import type { Task } from './load.js'

/** Multiply-adds of the tasks of a step, with a leg for every layer; threads meet before each phase. */
export interface CountedWork {
  readonly forward: readonly Task[]
  /** Of each phase: more than one where ∇W is made in parts. */
  readonly backward: readonly (readonly Task[])[]
}

/** Runs the samples of every forward task as a batch of their own, and has the kernels count. Backward tasks are several of them. */
export async function countedWork(work: Work): Promise<CountedWork> {
  const { forward, backward } = scheduleOf(work)
  const groups: (readonly LayerCounts[])[] = []
  await using backend = await cpu()
  for (const [from, to] of forward) {
    const program = await createProgram(backend, samplesOf(work, from, to), 'sparse')
    let report: StepReport | undefined
    await backend.step(() => void gradients(program.forward(program.input).loss, program.weights), {
      report: (found) => (report = found),
    })
    program.free()
    groups.push(report!.layers)
  }
  const within = ([from, to]: SampleRange): (readonly LayerCounts[])[] =>
    groups.filter((_, g) => forward[g]![0] >= from && forward[g]![1] <= to)
  /** Both gradients cost the same in every column of a layer. */
  const ofPart = (layers: readonly LayerCounts[], { layer, from, to }: LayerPart): number => {
    const { weightGradient, inputGradient } = layers[layer]!
    return ((to - from) / work.sizes[layer + 1]!) * (weightGradient + inputGradient)
  }
  return {
    forward: groups.map((layers) => [layers.map((layer) => layer.forward)]),
    backward: backward.map(({ tasks, parts }) =>
      tasks.map((samples) => within(samples).map((layers) => parts.map((part) => ofPart(layers, part)))),
    ),
  }
}
