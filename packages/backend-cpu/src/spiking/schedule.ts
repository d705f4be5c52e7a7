import { blocksOf } from './blocks.js'
import { groupsOf, pieces } from './partition.js'
import { copiesOf } from './weights.js'

/** Samples from the first up to, but not including, the second. */
export type SampleRange = readonly [from: number, to: number]

/**
 * The tasks of a training step: threads take them in this order, each when it has done the one before, and all forward tasks are
 * done before the first backward one begins.
 * @experimental
 */
export interface Schedule {
  readonly forward: readonly SampleRange[]
  readonly backward: readonly SampleRange[]
}

/**
 * How the step of a batch is shared out. It depends on the shape alone.
 * @param sizes neurons of the input, of each hidden layer, and classes.
 * @experimental
 */
export function scheduleOf({
  batch,
  time,
  sizes,
}: {
  batch: number
  time: number
  sizes: readonly number[]
}): Schedule {
  const groups = groupsOf(batch, time)
  const forward = pieces(batch, groups)
  const copies = sizes.slice(1).map((columns, at) => {
    const { blocks, width } = blocksOf(columns)
    return copiesOf(groups, 4 * sizes[at]! * blocks * width)
  })
  const backward = pieces(groups, Math.min(...copies)).map(([from, to]): SampleRange => [
    forward[from]![0],
    forward[to - 1]![1],
  ])
  return { forward, backward }
}
