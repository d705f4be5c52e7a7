import { blocksOf } from './blocks.js'
import { COPY_BYTES } from './context.js'
import { groupsOf, pieces } from './partition.js'
import { copiesOf } from './weights.js'

/** Samples from the first up to, but not including, the second. @experimental */
export type SampleRange = readonly [from: number, to: number]

/** Columns of a layer, the readout being the last, whose gradients are made at once. @experimental */
export interface LayerPart {
  readonly layer: number
  readonly from: number
  readonly to: number
}

/** What threads do before they meet: each task is to make the gradients of these parts for its samples. @experimental */
export interface BackwardPhase {
  readonly tasks: readonly SampleRange[]
  readonly parts: readonly LayerPart[]
}

/**
 * The tasks of a training step: threads take them in this order, each when it has done the one before, and all tasks are done
 * before the first of the next phase begins, of which the forward tasks are the first.
 * @experimental
 */
export interface Schedule {
  readonly forward: readonly SampleRange[]
  readonly backward: readonly BackwardPhase[]
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
  const phases: { copies: number; parts: LayerPart[] }[] = []
  for (let layer = sizes.length - 2; layer >= 0; layer--) {
    const [inputs, columns] = [sizes[layer]!, sizes[layer + 1]!]
    const { blocks, width } = blocksOf(columns)
    const blockBytes = 4 * inputs * width
    const copies = copiesOf(groups, blocks * blockBytes)
    for (const [part, [first, end]] of partsOf(blocks, blockBytes).entries()) {
      const columnsOf = { layer, from: first * width, to: Math.min(columns, end * width) }
      // A layer goes on with what the one behind it has done, but meets the others before copies of ∇W are used again.
      const phase = part === 0 ? phases.at(-1) : undefined
      if (phase === undefined) phases.push({ copies, parts: [columnsOf] })
      else {
        phase.copies = Math.min(phase.copies, copies)
        phase.parts.push(columnsOf)
      }
    }
  }
  const backward = phases.map(({ copies, parts }) => ({
    tasks: pieces(groups, copies).map(([from, to]): SampleRange => [forward[from]![0], forward[to - 1]![1]]),
    parts,
  }))
  return { forward, backward }
}

/** Blocks whose ∇W is made at once: as `createWeights` has it, which a page loads and this is kept out of; the test holds them together. */
function partsOf(blocks: number, blockBytes: number): [from: number, to: number][] {
  const blocksAtOnce = Math.max(1, Math.floor(COPY_BYTES / blockBytes))
  return pieces(blocks, Math.ceil(blocks / blocksAtOnce))
}
