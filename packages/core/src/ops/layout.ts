import { ShapeError } from '../errors.js'
import { rowMajorStrides, sameShape, sizeOf } from '../host-array.js'
import { asPublic } from '../runtime.js'
import { dense } from '../step/list.js'
import { isPacked, type AnyTensor, type DeviceTensor, type Tensor } from '../tensor.js'
import { asTensor, commonRuntime } from '../value.js'
import { newTensor, zerosOf } from './create.js'

/** The tensor itself where its elements lie packed, else a packed copy. Gradients pass through. */
export function packed(x: DeviceTensor): DeviceTensor {
  if (isPacked(x)) return x
  const output = newTensor(x.runtime, x.shape, x.dtype)
  copyInto(x, output, output.strides, 0)
  x.runtime.recorder!.tape.add({
    name: 'copy',
    inputs: [x],
    outputs: [output],
    backward: (flow) => flow.give(0, flow.gradientOf(0)!),
  })
  return output
}

/** Records a strided copy of all of x to a place in a packed tensor. */
function copyInto(x: DeviceTensor, output: DeviceTensor, outputStrides: readonly number[], offset: number): void {
  x.runtime.recorder!.call({
    reads: [x.buffer],
    writes: [output.buffer],
    encode: dense('copy', () => ({
      shape: x.shape,
      input: x.region,
      inputStrides: x.strides,
      output: { ...output.region, offset },
      outputStrides,
    })),
  })
}

/** Another view of x, whose gradient is carried back by `back`. */
function viewOf<T extends DeviceTensor>(
  name: string,
  x: DeviceTensor,
  make: () => T,
  back: (gradient: DeviceTensor<'float32'>) => DeviceTensor<'float32'>,
): T {
  const output = make()
  x.runtime.recorder!.tape.add({
    name,
    inputs: [x],
    outputs: [output],
    backward: (flow) => flow.give(0, back(flow.gradientOf(0)!)),
  })
  return output
}

export function reshaped<T extends DeviceTensor>(x: T, shape: readonly number[]): T {
  return x.runtime.operate(() => {
    const source = packed(x)
    return viewOf(
      'reshape',
      source,
      () => source.view(shape, rowMajorStrides(shape)) as T,
      (g) => reshaped(g, x.shape),
    )
  })
}

/** x seen as [a, b, …] with axes in another order; by default reversed. Nothing is copied. @public */
export function transpose<D extends 'float32' | 'int32'>(x: Tensor<D>, axes?: readonly number[]): Tensor<D> {
  const tensor = asTensor(x, 'transpose')
  const order = axes ?? tensor.shape.map((_, axis) => tensor.shape.length - 1 - axis)
  if ([...order].sort((a, b) => a - b).some((axis, at) => axis !== at) || order.length !== tensor.shape.length)
    throw new ShapeError({
      what: `transpose of [${tensor.shape.join(', ')}] needs each axis 0 … ${tensor.shape.length - 1} once; got [${order.join(', ')}]`,
    })
  return asPublic(transposed(tensor, order)) as Tensor<D>
}

export function transposed<T extends DeviceTensor>(x: T, order: readonly number[]): T {
  const inverse = order.map((_, axis) => order.indexOf(axis))
  return x.runtime.operate(() =>
    viewOf(
      'transpose',
      x,
      () =>
        x.view(
          order.map((axis) => x.shape[axis]!),
          order.map((axis) => x.strides[axis]!),
        ) as T,
      (g) => transposed(g, inverse),
    ),
  )
}

/**
 * The same elements in row-major order under another shape. Nothing is copied where they lie packed.
 * @param shape one size may be -1: it follows from the others.
 * @throws ShapeError when the number of elements is another one.
 * @public
 */
export function reshape<D extends 'float32' | 'int32'>(x: Tensor<D>, shape: readonly number[]): Tensor<D> {
  const tensor = asTensor(x, 'reshape')
  const known = shape.reduce((product, size) => (size === -1 ? product : product * size), 1)
  const full = shape.map((size) => (size === -1 ? tensor.size / known : size))
  if (shape.filter((size) => size === -1).length > 1 || !full.every(Number.isInteger) || sizeOf(full) !== tensor.size)
    throw new ShapeError({
      what: `[${tensor.shape.join(', ')}] has ${tensor.size} elements and cannot be reshaped to [${shape.join(', ')}]`,
      fix: 'Give sizes with the same product; one of them may be -1.',
    })
  return asPublic(reshaped(tensor, full)) as Tensor<D>
}

/**
 * Elements from … to - 1 along an axis. Nothing is copied.
 * @throws ShapeError when they lie outside.
 * @public
 */
export function slice<D extends 'float32' | 'int32'>(x: Tensor<D>, axis: number, from: number, to: number): Tensor<D> {
  const tensor = asTensor(x, 'slice')
  const length = lengthAlong(tensor, axis, 'slice')
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to > length || from > to)
    throw new ShapeError({ what: `slice of axis ${axis} with ${length} elements was asked for ${from} … ${to}` })
  return asPublic(sliced(tensor, axis, from, to)) as Tensor<D>
}

function sliced<T extends DeviceTensor>(x: T, axis: number, from: number, to: number): T {
  const shape = x.shape.with(axis, to - from)
  return x.runtime.operate(() =>
    viewOf(
      'slice',
      x,
      () => x.view(shape, x.strides, x.offset + from * x.strides[axis]!) as T,
      (gradient) => {
        const whole = zerosOf(x.runtime, x.shape, 0)
        copyInto(gradient, whole, whole.strides, from * whole.strides[axis]!)
        return whole
      },
    ),
  )
}

/**
 * The slices along an axis, each without that axis. Unlike many slices it costs the gradient one pass.
 * @public
 */
export function unbind(x: Tensor, axis: number): Tensor[] {
  const tensor = asTensor(x, 'unbind')
  const length = lengthAlong(tensor, axis, 'unbind')
  const shape = tensor.shape.toSpliced(axis, 1)
  const strides = tensor.strides.toSpliced(axis, 1)
  const { runtime } = tensor
  const parts = runtime.operate(() => {
    const views = Array.from({ length }, (_, k) =>
      tensor.view(shape, strides, tensor.offset + k * tensor.strides[axis]!),
    )
    runtime.recorder!.tape.add({
      name: 'unbind',
      inputs: [tensor],
      outputs: views,
      backward: (flow) =>
        flow.give(
          0,
          stacked(
            views.map((_, k) => flow.gradientOf(k)),
            axis,
            tensor,
          ),
        ),
    })
    return views
  })
  return parts.map((part) => asPublic(part) as Tensor)
}

/** Tensors of one shape side by side along a new axis. @throws ShapeError when the shapes differ. @public */
export function stack(tensors: readonly Tensor[], axis: number): Tensor {
  const parts = tensors.map((tensor) => asTensor(tensor, 'stack'))
  const first = parts[0]
  if (!first || parts.some((part) => !sameShape(part.shape, first.shape)))
    throw new ShapeError({
      what: `stack needs tensors of one shape; got ${parts.map((part) => `[${part.shape.join(', ')}]`).join(', ') || 'none'}`,
    })
  if (!Number.isInteger(axis) || axis < 0 || axis > first.shape.length)
    throw new ShapeError({ what: `stack needs an axis from 0 to ${first.shape.length}; got ${axis}` })
  const runtime = commonRuntime(parts, 'stack')
  return asPublic(
    runtime.operate(() => {
      const like = { runtime, shape: first.shape.toSpliced(axis, 0, parts.length) }
      const output = stacked(parts as DeviceTensor<'float32'>[], axis, like)
      runtime.recorder!.tape.add({
        name: 'stack',
        inputs: parts,
        outputs: [output],
        backward: (flow) => {
          const gradient = flow.gradientOf(0)!
          const strides = gradient.strides.toSpliced(axis, 1)
          parts.forEach((part, k) => {
            if (flow.wants(k))
              flow.give(k, gradient.view(part.shape, strides, gradient.offset + k * gradient.strides[axis]!))
          })
        },
      })
      return output
    }),
  )
}

/** Copies parts to their places along an axis of a new tensor; what is missing stays zero. */
function stacked(
  parts: readonly (DeviceTensor<'float32'> | undefined)[],
  axis: number,
  like: Pick<DeviceTensor, 'runtime' | 'shape'>,
): DeviceTensor<'float32'> {
  const output = parts.includes(undefined)
    ? zerosOf(like.runtime, like.shape, 0)
    : newTensor(like.runtime, like.shape, 'float32')
  const strides = output.strides.toSpliced(axis, 1)
  parts.forEach((part, k) => {
    if (part) copyInto(part, output, strides, k * output.strides[axis]!)
  })
  return output
}

/** Tensors end to end along an axis. @throws ShapeError when the other sizes differ. @public */
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  const parts = tensors.map((tensor) => asTensor(tensor, 'concat'))
  const first = parts[0]
  if (!first || parts.some((part) => part.shape.toSpliced(axis, 1).join() !== first.shape.toSpliced(axis, 1).join()))
    throw new ShapeError({
      what: `concat along axis ${axis} needs tensors that agree in all other sizes; got ${parts.map((p) => `[${p.shape.join(', ')}]`).join(', ') || 'none'}`,
    })
  lengthAlong(first, axis, 'concat')
  const runtime = commonRuntime(parts, 'concat')
  const starts: number[] = [0]
  for (const part of parts) starts.push(starts.at(-1)! + part.shape[axis]!)
  return asPublic(
    runtime.operate(() => {
      const output = newTensor(runtime, first.shape.with(axis, starts.at(-1)!), 'float32')
      parts.forEach((part, k) => copyInto(part, output, output.strides, starts[k]! * output.strides[axis]!))
      runtime.recorder!.tape.add({
        name: 'concat',
        inputs: parts,
        outputs: [output],
        backward: (flow) => {
          const g = flow.gradientOf(0)!
          parts.forEach((part, k) => {
            if (flow.wants(k)) flow.give(k, g.view(part.shape, g.strides, g.offset + starts[k]! * g.strides[axis]!))
          })
        },
      })
      return output
    }),
  )
}

function lengthAlong(x: AnyTensor | DeviceTensor, axis: number, use: string): number {
  const length = x.shape[axis]
  if (length === undefined)
    throw new ShapeError({ what: `${use} needs an axis of [${x.shape.join(', ')}], counted from 0; got ${axis}` })
  return length
}
