import type { Region } from '@snn/core'
import { addressOf } from '../engine/types.js'
import * as Weights from '../generated/records/weights.js'
import type { Blocks } from './blocks.js'
import { createBuffer } from './buffer.js'
import type { Context } from './context.js'
import { pieces } from './partition.js'

/** Where kernels find the weight of input i and block k: address + i · rowBytes + k · blockBytes. */
export interface WeightPlace {
  readonly address: number
  readonly rowBytes: number
  readonly blockBytes: number
}

/** Weights between storage, [inputs][neurons], and the blocks in which kernels read them and add up their gradient. */
export interface BlockedWeights {
  readonly bytes: number
  /** Copies the weights into blocks, before the run under way. */
  pack(weight: Region): WeightPlace
  /** The weights as they lie. What stands behind a row's end may be read, but is not used. */
  plain(weight: Region): WeightPlace
  /** The blocks that were packed last. */
  readonly packed: number
  /**
   * Has the gradients made: `backward` is called once or, where ∇W is large, for some blocks after the other, each in a run of its own. The
   * copies are added up after the run.
   */
  differentiate(groups: number, into: GradientRegions, backward: (part: GradientPart) => void): void
  free(): void
}

export interface GradientRegions {
  readonly weightGradient?: Region | undefined
  readonly biasGradient?: Region | undefined
}

/** Some blocks, and copies of their gradients. */
export interface GradientPart extends GradientCopies {
  readonly range: BlockRange
}

interface GradientCopies {
  /** So many tasks can add to a gradient at once. */
  readonly count: number
  /** Addresses of the first copies, and bytes of each; 0 for a gradient that nobody wants. */
  readonly weight: number
  readonly weightBytes: number
  readonly bias: number
  readonly biasBytes: number
}

/** Blocks from the first up to, but not including, the second. */
type BlockRange = readonly [from: number, to: number]

/** Two groups share a copy of a gradient that is larger than this: to clear and to add up a copy costs as much as a group of a small batch. */
const SMALL = 1 << 16

/** The number of copies of a gradient: so many tasks can add to it at once. */
export const copiesOf = (groups: number, weightBytes: number): number =>
  weightBytes <= SMALL || groups <= 4 ? groups : Math.ceil(groups / 2)

export function createWeights(context: Context, inputs: number, { columns, width, blocks }: Blocks): BlockedWeights {
  const { engine, hazards } = context
  const { memory } = engine
  const packed = createBuffer(engine)
  const gradient = createBuffer(engine)
  const rowBytes = 4 * width
  const blockBytes = inputs * rowBytes
  const weightBytes = blocks * blockBytes
  /** What `pack` and `plain` return, each time anew. */
  const place = { address: 0, rowBytes, blockBytes }
  let summedRun = -1
  const blocksAtOnce = Math.min(blocks, Math.max(1, Math.floor(context.copyBytes / blockBytes)))

  function placeAt(address: number, rowBytes: number, blockBytes: number): WeightPlace {
    place.address = address
    place.rowBytes = rowBytes
    place.blockBytes = blockBytes
    return place
  }

  function record(
    plain: number,
    place: number,
    rows: number,
    [from, to]: BlockRange,
    copies: number,
    copyBytes: number,
  ): number {
    const address = engine.argument(Weights.WORDS)
    const u32 = memory.u32()
    const at = address / 4
    u32[at + Weights.plain] = plain + from * rowBytes
    u32[at + Weights.packed] = place
    u32[at + Weights.inputs] = rows
    u32[at + Weights.neurons] = columns
    u32[at + Weights.columns] = Math.min(columns, to * width) - from * width
    u32[at + Weights.blocks] = to - from
    u32[at + Weights.width] = width
    u32[at + Weights.copies] = copies
    u32[at + Weights.copyBytes] = copyBytes
    return address
  }

  function copiesFor(
    groups: number,
    mostBlocks: number,
    { weightGradient, biasGradient }: GradientRegions,
  ): GradientCopies {
    const ofWeight = weightGradient ? mostBlocks * blockBytes : 0
    const ofBias = biasGradient ? mostBlocks * rowBytes : 0
    const count = ofWeight || ofBias ? copiesOf(groups, weightBytes) : groups
    const address = gradient.room(count * (ofWeight + ofBias))
    return {
      count,
      weight: ofWeight && address,
      weightBytes: ofWeight,
      bias: ofBias && address + count * ofWeight,
      biasBytes: ofBias,
    }
  }

  function sumInto(
    target: Region,
    rows: number,
    range: BlockRange,
    copies: number,
    place: number,
    copyBytes: number,
  ): void {
    engine.enqueue({
      kernel: 'sumCopies',
      args: record(addressOf(target), place, rows, range, copies, copyBytes),
      kind: 'range',
      count: rows,
      grain: Math.max(1, Math.ceil(4096 / columns)),
      when: 'late',
      cost: rows * columns * (0.2 + 0.1 * copies),
    })
    hazards.writesLate(target, rows * columns)
  }

  return {
    get bytes() {
      return packed.bytes + gradient.bytes
    },
    pack(weight) {
      const address = packed.room(weightBytes)
      hazards.readsEarly(weight, inputs * columns)
      engine.enqueue({
        kernel: 'packWeights',
        args: record(addressOf(weight), address, inputs, [0, blocks], 1, 0),
        kind: 'range',
        count: inputs,
        grain: Math.max(1, Math.ceil(4096 / columns)),
        when: 'early',
        cost: inputs * columns * 0.3,
      })
      return placeAt(address, rowBytes, blockBytes)
    },
    plain(weight) {
      hazards.reads(weight, inputs * columns)
      return placeAt(addressOf(weight), 4 * columns, rowBytes)
    },
    get packed() {
      return packed.address
    },
    differentiate(groups, into, backward) {
      const parts = into.weightGradient ? Math.ceil(blocks / blocksAtOnce) : 1
      const copies = copiesFor(groups, Math.ceil(blocks / parts), into)
      for (const range of pieces(blocks, parts)) {
        // The copies are those of the part before, or of the call before.
        if (summedRun === engine.run) engine.barrier()
        backward({ range, ...copies })
        if (copies.weight) sumInto(into.weightGradient!, inputs, range, copies.count, copies.weight, copies.weightBytes)
        if (copies.bias) sumInto(into.biasGradient!, 1, range, copies.count, copies.bias, copies.biasBytes)
        summedRun = engine.run
      }
    },
    free() {
      packed.free()
      gradient.free()
    },
  }
}
