import type { Region } from '@snn/core'
import { addressOf } from '../engine/types.js'
import * as Weights from '../generated/records/weights.js'
import type { Blocks } from './blocks.js'
import { createBuffer } from './buffer.js'
import type { Context } from './context.js'

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
  /** Copies of the gradients of weights and bias for so many groups. */
  copies(groups: number): GradientCopies
  /** Adds up the copies, after the run under way. */
  sum(copies: GradientCopies, weightGradient: Region | undefined, biasGradient: Region | undefined): void
  free(): void
}

export interface GradientCopies {
  readonly count: number
  readonly weight: number
  readonly weightBytes: number
  readonly bias: number
  readonly biasBytes: number
}

/** Groups share copies of a gradient that is larger than this, so that the copies do not take more memory than they save time. */
const SMALL = 1 << 18

/** The number of copies of a gradient: so many tasks can add to it at once. */
export const copiesOf = (groups: number, weightBytes: number): number => Math.min(groups, weightBytes <= SMALL ? 16 : 8)

export function createWeights(context: Context, inputs: number, { columns, width, blocks }: Blocks): BlockedWeights {
  const { engine, hazards } = context
  const { memory } = engine
  const packed = createBuffer(engine)
  const gradient = createBuffer(engine)
  const rowBytes = 4 * width
  const weightBytes = blocks * inputs * rowBytes
  const biasBytes = blocks * rowBytes

  function record(plain: number, place: number, rows: number, copies: number, copyBytes: number): number {
    const address = engine.argument(Weights.WORDS)
    const u32 = memory.u32()
    const at = address / 4
    u32[at + Weights.plain] = plain
    u32[at + Weights.packed] = place
    u32[at + Weights.inputs] = rows
    u32[at + Weights.neurons] = columns
    u32[at + Weights.blocks] = blocks
    u32[at + Weights.width] = width
    u32[at + Weights.copies] = copies
    u32[at + Weights.copyBytes] = copyBytes
    return address
  }

  function sumInto(target: Region, place: number, rows: number, copies: number, copyBytes: number): void {
    engine.enqueue({
      kernel: 'sumCopies',
      args: record(addressOf(target), place, rows, copies, copyBytes),
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
        args: record(addressOf(weight), address, inputs, 1, 0),
        kind: 'range',
        count: inputs,
        grain: Math.max(1, Math.ceil(4096 / columns)),
        when: 'early',
        cost: inputs * columns * 0.3,
      })
      return { address, rowBytes, blockBytes: inputs * rowBytes }
    },
    plain(weight) {
      hazards.reads(weight, inputs * columns)
      return { address: addressOf(weight), rowBytes: 4 * columns, blockBytes: rowBytes }
    },
    get packed() {
      return packed.address
    },
    copies(groups) {
      const count = copiesOf(groups, weightBytes)
      const weight = gradient.room(count * (weightBytes + biasBytes))
      return { count, weight, weightBytes, bias: weight + count * weightBytes, biasBytes }
    },
    sum({ count, weight, bias }, weightGradient, biasGradient) {
      if (weightGradient && inputs > 0) sumInto(weightGradient, weight, inputs, count, weightBytes)
      if (biasGradient) sumInto(biasGradient, bias, 1, count, biasBytes)
    },
    free() {
      packed.free()
      gradient.free()
    },
  }
}
