import type { CopyCall } from '@snn/core'
import type { CpuEngine } from '../engine/engine.js'
import { addressOf } from '../engine/types.js'
import * as Copy from '../generated/records/copy.js'
import { joinAxes } from './axes.js'

/** Side of the square tiles of a transposition: a constant of the kernel. */
const TILE = 32

interface Axis {
  readonly size: number
  readonly input: number
  readonly output: number
}

/** Strided copies: rows where both sides have some in common, planes that are transposed, else element by element. */
export function createCopy(engine: CpuEngine): (call: CopyCall) => void {
  return ({ shape, input, inputStrides, output, outputStrides }) => {
    const { sizes, strides } = joinAxes(shape, [inputStrides, outputStrides])
    if (sizes.includes(0)) return
    const axes = sizes
      .map((size, k): Axis => ({ size, input: strides[0]![k]!, output: strides[1]![k]! }))
      .sort((a, b) => Math.abs(b.output) - Math.abs(a.output))
    const plane = axes.length > 1 ? planeOf(axes) : undefined
    const row = axes.find((axis) => axis.input === 1 && axis.output === 1) ??
      axes.at(-1) ?? { size: 1, input: 1, output: 1 }
    const inner = plane?.along ?? row
    const outer = axes.filter((axis) => axis !== inner && axis !== plane?.across)

    const args = engine.argument(Copy.WORDS + 3 * outer.length)
    const i32 = engine.memory.i32()
    const at = args / 4
    i32[at + Copy.input] = addressOf(input)
    i32[at + Copy.output] = addressOf(output)
    i32[at + Copy.axes] = outer.length
    i32[at + Copy.length] = inner.size
    i32[at + Copy.inputStride] = 4 * inner.input
    i32[at + Copy.outputStride] = 4 * inner.output
    i32[at + Copy.across] = plane?.across.size ?? 0
    i32[at + Copy.inputAcross] = 4 * (plane?.across.input ?? 0)
    i32[at + Copy.outputAcross] = 4 * (plane?.across.output ?? 0)
    outer.toReversed().forEach((axis, k) => {
      const place = at + Copy.WORDS + 3 * k
      i32[place] = axis.size
      i32[place + 1] = 4 * axis.input
      i32[place + 2] = 4 * axis.output
    })
    const rows = outer.reduce((count, { size }) => count * size, 1)
    const units = plane === undefined ? rows : rows * Math.ceil(plane.along.size / TILE)
    const ofUnit = plane === undefined ? inner.size : TILE * plane.across.size
    engine.enqueue({
      kernel: plane === undefined ? 'copyRows' : 'copyTransposed',
      args,
      kind: 'range',
      count: units,
      grain: Math.max(1, Math.floor(8192 / ofUnit)),
      cost: units * (ofUnit * 0.5 + 5),
    })
  }
}

/** The two axes of a transposition: the input is contiguous along one, the output along the other. */
function planeOf(axes: readonly Axis[]): { readonly along: Axis; readonly across: Axis } | undefined {
  const along = axes.find((axis) => axis.input === 1 && axis.output !== 1)
  const across = axes.find((axis) => axis.output === 1 && axis.input !== 1)
  return along === undefined || across === undefined || along.size < 4 || across.size < 4
    ? undefined
    : { along, across }
}
