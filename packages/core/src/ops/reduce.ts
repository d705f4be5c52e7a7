import { ShapeError } from '../errors.js'
import { constant, div, input, scalar, select } from '../expression/build.js'
import { asPublic } from '../runtime.js'
import type { DeviceTensor, Scalar, Tensor } from '../tensor.js'
import { asTensor } from '../value.js'
import { reshaped } from './layout.js'
import { mapTensors } from './map.js'
import { joined, reduceKernel, repeated, sumOver } from './sum.js'

/** @public */
export interface ReduceOptions {
  /** Keep each reduced axis with size 1. */
  readonly keep?: boolean
}

/**
 * The sum over axes (all, without any: then a scalar). Added in a fixed order, whatever the number of threads.
 * @public
 */
export function sum(x: Tensor): Scalar
export function sum(x: Tensor, axes: readonly number[], o?: ReduceOptions): Tensor
export function sum(x: Tensor, axes?: readonly number[], o: ReduceOptions = {}): Tensor {
  return reduced('sum', x, axes, o)
}

/** The mean over axes (all, without any: then a scalar). @public */
export function mean(x: Tensor): Scalar
export function mean(x: Tensor, axes: readonly number[], o?: ReduceOptions): Tensor
export function mean(x: Tensor, axes?: readonly number[], o: ReduceOptions = {}): Tensor {
  const tensor = asTensor(x, 'mean')
  const count = axesOf(tensor, axes, 'mean').reduce((product, axis) => product * tensor.shape[axis]!, 1)
  return asPublic(
    tensor.runtime.operate(() =>
      mapTensors('mean', div(input(0), scalar(0)), [asTensor(reduced('sum', x, axes, o), 'mean')], [count]),
    ),
  )
}

/** The maximum over axes (all, without any). The gradient goes to the first of equals. @public */
export function max(x: Tensor): Scalar
export function max(x: Tensor, axes: readonly number[], o?: ReduceOptions): Tensor
export function max(x: Tensor, axes?: readonly number[], o: ReduceOptions = {}): Tensor {
  return reduced('max', x, axes, o)
}

/** Where along an axis the maximum is; of equals the first. Integers have no gradient. @public */
export function argmax(x: Tensor, axis: number): Tensor<'int32'> {
  const tensor = asTensor(x, 'argmax')
  axesOf(tensor, [axis], 'argmax')
  return asPublic(tensor.runtime.operate(() => reduceKernel('argmax', tensor, axis))) as Tensor<'int32'>
}

function reduced(op: 'sum' | 'max', x: Tensor, axes: readonly number[] | undefined, o: ReduceOptions): Tensor {
  const tensor = asTensor(x, op)
  const chosen = axesOf(tensor, axes, op)
  const result = tensor.runtime.operate(() => {
    const small = op === 'sum' ? sumOver(tensor, chosen) : maxOver(tensor, chosen)
    return o.keep === true
      ? reshaped(
          small,
          tensor.shape.map((size, axis) => (chosen.includes(axis) ? 1 : size)),
        )
      : small
  })
  return asPublic(result)
}

function maxOver(x: DeviceTensor, axes: readonly number[]): DeviceTensor<'float32'> {
  const { flat, axis } = joined(x, axes)
  return maxAxis(flat, axis)
}

function maxAxis(x: DeviceTensor, axis: number): DeviceTensor<'float32'> {
  const output = reduceKernel('max', x, axis) as DeviceTensor<'float32'>
  x.runtime.recorder!.tape.add({
    name: 'max',
    inputs: [x],
    outputs: [output],
    backward: (flow) => {
      const length = x.shape[axis]!
      const winner = reduceKernel('argmax', x, axis)
      const wins = select('eq', input(0), input(1), input(2), constant(0))
      const place = x.runtime.iota(length)
      const along = place.view(
        x.shape.map((size, a) => (a === axis ? length : 1)),
        x.shape.map((_, a) => (a === axis ? 1 : 0)),
      )
      const there = winner.view(winner.shape.toSpliced(axis, 0, 1), winner.strides.toSpliced(axis, 0, 0))
      flow.give(0, mapTensors('the gradient of max', wins, [along, there, repeated(flow.gradientOf(0)!, axis, length)]))
    },
  })
  return output
}

/** The axes to reduce, in order. @throws ShapeError when one does not exist or stands twice. */
function axesOf(x: DeviceTensor, axes: readonly number[] | undefined, use: string): readonly number[] {
  const all = x.shape.map((_, axis) => axis)
  if (axes === undefined) return all
  if (axes.some((axis) => x.shape[axis] === undefined) || new Set(axes).size !== axes.length)
    throw new ShapeError({
      what: `${use} needs different axes of [${x.shape.join(', ')}], counted from 0; got [${axes.join(', ')}]`,
    })
  return [...axes].sort((a, b) => a - b)
}
