import { ShapeError } from '../errors.js'
import { dense } from '../step/list.js'
import type { DeviceTensor } from '../tensor.js'
import { newTensor } from './create.js'
import { packed, reshaped, transposed } from './layout.js'

/** A tensor with some of its axes made one, so that a kernel call can reduce them. */
export function joined(
  x: DeviceTensor,
  axes: readonly number[],
): { readonly flat: DeviceTensor; readonly axis: number } {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
  const first = axes.length === 0 ? x.shape.length : Math.min(...axes)
  const together = axes.every((axis) => axis < first + axes.length)
  const ordered = together ? x : transposed(x, [...kept, ...axes])
  const axis = together ? first : kept.length
  const length = axes.reduce((product, a) => product * x.shape[a]!, 1)
  return { flat: reshaped(ordered, ordered.shape.toSpliced(axis, axes.length, length)), axis }
}

/** The sum over some axes, differentiably. */
export function sumOver(x: DeviceTensor, axes: readonly number[]): DeviceTensor<'float32'> {
  const { flat, axis } = joined(x, axes)
  return sumAxis(flat, axis)
}

function sumAxis(x: DeviceTensor, axis: number): DeviceTensor<'float32'> {
  const output = reduceKernel('sum', x, axis) as DeviceTensor<'float32'>
  x.runtime.recorder!.tape.add({
    name: 'sum',
    inputs: [x],
    outputs: [output],
    backward: (flow) => flow.give(0, repeated(flow.gradientOf(0)!, axis, x.shape[axis]!)),
  })
  return output
}

/** Sums over the axes along which a tensor of this shape was repeated. */
export function sumTo(x: DeviceTensor<'float32'>, shape: readonly number[]): DeviceTensor<'float32'> {
  const lead = x.shape.length - shape.length
  const axes = x.shape.map((_, axis) => axis).filter((a) => a < lead || (shape[a - lead] === 1 && x.shape[a] !== 1))
  return axes.length === 0 ? x : reshaped(sumOver(x, axes), shape)
}

/** A view in which every element along a new axis is the same. */
export function repeated(x: DeviceTensor<'float32'>, axis: number, length: number): DeviceTensor<'float32'> {
  return x.view(x.shape.toSpliced(axis, 0, length), x.strides.toSpliced(axis, 0, 0))
}

/**
 * One kernel call over one axis of a packed tensor.
 * @param output where the result goes, packed: a new tensor unless given.
 */
export function reduceKernel(
  op: 'sum' | 'max' | 'argmax',
  x: DeviceTensor,
  axis: number,
  output: DeviceTensor = newTensor(x.runtime, x.shape.toSpliced(axis, 1), op === 'argmax' ? 'int32' : 'float32'),
): DeviceTensor {
  const source = packed(x)
  const length = x.shape[axis]!
  if (length === 0 && op !== 'sum')
    throw new ShapeError({ what: `${op} over axis ${axis} of [${x.shape.join(', ')}] has nothing to choose from` })
  const outer = x.shape.slice(0, axis).reduce((a, b) => a * b, 1)
  const inner = x.shape.slice(axis + 1).reduce((a, b) => a * b, 1)
  x.runtime.recorder!.call({
    reads: [source.buffer],
    writes: [output.buffer],
    encode: dense('reduce', () => ({
      op,
      input: source.region,
      output: output.region,
      outer,
      length,
      inner,
    })),
  })
  return output
}
