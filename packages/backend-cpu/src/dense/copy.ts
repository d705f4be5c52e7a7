import type { CopyCall } from '@snn/core'
import type { CpuEngine } from '../engine/engine.js'
import { addressOf, type EngineCall } from '../engine/types.js'
import * as Copy from '../generated/records/copy.js'
import { joinAxes } from './axes.js'

/** Side of the square tiles of a transposition: a constant of the kernel. */
const TILE = 32

interface Axis {
  readonly size: number
  readonly input: number
  readonly output: number
}

const NO_AXES: readonly Axis[] = []

/** Strided copies: rows where both sides have some in common, planes that are transposed, else element by element. */
export function createCopy(engine: CpuEngine): (call: CopyCall) => void {
  const row = { size: 0, input: 0, output: 0 }
  const enqueued: EngineCall = { kernel: 'copyRows', kind: 'range', args: 0, count: 0, grain: 1, cost: 0 }

  function enqueue({ input, output }: CopyCall, inner: Axis, outer: readonly Axis[], across?: Axis): void {
    const args = engine.argument(Copy.WORDS + 3 * outer.length)
    const i32 = engine.memory.i32()
    const at = args / 4
    i32[at + Copy.input] = addressOf(input)
    i32[at + Copy.output] = addressOf(output)
    i32[at + Copy.axes] = outer.length
    i32[at + Copy.length] = inner.size
    i32[at + Copy.inputStride] = 4 * inner.input
    i32[at + Copy.outputStride] = 4 * inner.output
    i32[at + Copy.across] = across?.size ?? 0
    i32[at + Copy.inputAcross] = 4 * (across?.input ?? 0)
    i32[at + Copy.outputAcross] = 4 * (across?.output ?? 0)
    let rows = 1
    let place = at + Copy.WORDS
    for (let k = outer.length - 1; k >= 0; k--) {
      const axis = outer[k]!
      rows *= axis.size
      i32[place++] = axis.size
      i32[place++] = 4 * axis.input
      i32[place++] = 4 * axis.output
    }
    const units = across ? rows * Math.ceil(inner.size / TILE) : rows
    const ofUnit = across ? TILE * across.size : inner.size
    enqueued.kernel = across ? 'copyTransposed' : 'copyRows'
    enqueued.args = args
    enqueued.count = units
    enqueued.grain = Math.max(1, Math.floor(8192 / ofUnit))
    enqueued.cost = units * (ofUnit * 0.5 + 5)
    engine.enqueue(enqueued)
  }

  return (call) => {
    const { shape, inputStrides, outputStrides } = call
    if (shape.length === 1) {
      row.size = shape[0]!
      row.input = inputStrides[0]!
      row.output = outputStrides[0]!
      if (row.size > 0) enqueue(call, row, NO_AXES)
      return
    }
    const { sizes, strides } = joinAxes(shape, [inputStrides, outputStrides])
    if (sizes.includes(0)) return
    const axes = sizes
      .map((size, k): Axis => ({ size, input: strides[0]![k]!, output: strides[1]![k]! }))
      .sort((a, b) => Math.abs(b.output) - Math.abs(a.output))
    const plane = axes.length > 1 ? planeOf(axes) : undefined
    const inner = plane?.along ??
      axes.find((axis) => axis.input === 1 && axis.output === 1) ??
      axes.at(-1) ?? { size: 1, input: 1, output: 1 }
    const outer = axes.filter((axis) => axis !== inner && axis !== plane?.across)
    enqueue(call, inner, outer, plane?.across)
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
