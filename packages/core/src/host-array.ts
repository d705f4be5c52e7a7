import { describe } from './checks.js'
import { ArgumentError, DtypeError, ShapeError } from './errors.js'

/** Element types of tensors. @public */
export type Dtype = 'float32' | 'int32'

/** The typed array that holds elements of a type on the host. @public */
export type DataOf<D extends Dtype> = D extends 'int32' ? Int32Array : Float32Array

/**
 * A strided view on the host: element [i, j, …] is `data[offset + i·stride[0] + j·stride[1] + …]`. Every ndarray is one.
 * @public
 */
export interface HostArray<A extends ArrayLike<number> = Float32Array> {
  readonly data: A
  readonly shape: readonly number[]
  /** In elements, one per axis; may be negative (a reversed axis) or 0 (a repeated one). */
  readonly stride: readonly number[]
  /** Index of element [0, 0, …]. */
  readonly offset: number
}

/** Events (b, t, i) of a batch of spike trains `[batch, time, neurons]`: three integer arrays of one length. @public */
export interface EventList {
  readonly batch: number
  readonly time: number
  readonly neurons: number
  readonly b: ArrayLike<number>
  readonly t: ArrayLike<number>
  readonly i: ArrayLike<number>
}

/**
 * Number of elements of a shape; 1 for `[]`.
 * @throws ShapeError when a dimension is not a whole number from 0, or the product is not exact.
 * @public
 */
export function sizeOf(shape: readonly number[]): number {
  let size = 1
  for (const dimension of shape) {
    if (!Number.isSafeInteger(dimension) || dimension < 0)
      throw new ShapeError({
        what: `expected a shape of whole numbers from 0; got [${shape.join(', ')}]`,
        fix: 'Give one size per axis, like [batch, neurons].',
      })
    size *= dimension
  }
  if (!Number.isSafeInteger(size))
    throw new ShapeError({ what: `the shape [${shape.join(', ')}] has too many elements` })
  return size
}

/** Whether two shapes are the same. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis])
}

/** Strides of a packed row-major (C order) array, in elements. @public */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = shape.slice()
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride
    stride *= shape[axis]!
  }
  return strides
}

/**
 * A view of packed row-major data; nothing is copied.
 * @param data as many elements as the shape has.
 * @param shape one size per axis; by default one axis.
 * @throws ShapeError when the number of elements is another one.
 * @public
 */
export function hostArray<A extends ArrayLike<number>>(
  data: A,
  shape: readonly number[] = [data.length],
): HostArray<A> {
  const size = sizeOf(shape)
  if (size !== data.length)
    throw new ShapeError({
      what: `the shape [${shape.join(', ')}] has ${size} elements; the data have ${data.length}`,
      fix: 'Give data and shape of the same size.',
    })
  return { data, shape: [...shape], stride: rowMajorStrides(shape), offset: 0 }
}

/**
 * Element type of typed-array data.
 * @throws DtypeError for anything but a Float32Array or an Int32Array.
 * @public
 */
export function dtypeOf(data: unknown, where?: string): Dtype {
  const tag = Object.prototype.toString.call(data).slice(8, -1)
  if (tag === 'Float32Array') return 'float32'
  if (tag === 'Int32Array') return 'int32'
  throw new DtypeError({
    what: `${where ?? 'a host array'} must hold its elements in a Float32Array or an Int32Array; got ${tag}`,
    where,
    fix: 'Convert it: Float32Array.from(data) or Int32Array.from(data).',
  })
}

/**
 * Checks that a value is a strided view all of whose elements lie inside its data.
 * @param where names the value in messages.
 * @throws ArgumentError when it is no view; ShapeError when shape, stride, offset and data do not fit.
 * @public
 */
export function assertHostArray(view: unknown, where = 'a host array'): asserts view is HostArray<ArrayLike<number>> {
  if (!hasViewFields(view))
    throw new ArgumentError({
      what: `${where} must be an array { data, shape, stride, offset }; got ${describe(view)}`,
      where,
      fix: 'Pass an ndarray, or hostArray(data, shape).',
    })
  const { data, shape, stride, offset } = view
  const size = sizeOf(shape)
  if (stride.length !== shape.length || !stride.every(Number.isSafeInteger))
    throw new ShapeError({
      what: `${where} of shape [${shape.join(', ')}] must have ${shape.length} whole strides; got [${stride.join(', ')}]`,
      where,
    })
  if (!Number.isSafeInteger(offset))
    throw new ShapeError({ what: `${where} must have a whole offset; got ${offset}`, where })
  if (size === 0) return
  let first = offset
  let last = offset
  for (let axis = 0; axis < shape.length; axis++) {
    const span = (shape[axis]! - 1) * stride[axis]!
    if (span < 0) first += span
    else last += span
  }
  if (first < 0 || last >= data.length)
    throw new ShapeError({
      what: `${where} of shape [${shape.join(', ')}], stride [${stride.join(', ')}] and offset ${offset} reaches elements ${first} to ${last}; its data have ${data.length}`,
      where,
      fix: 'Make data, shape, stride and offset agree.',
    })
}

/** Whether the elements lie packed in row-major order from the offset on. @public */
export function isContiguous(view: HostArray<ArrayLike<number>>): boolean {
  let expected = 1
  for (let axis = view.shape.length - 1; axis >= 0; axis--) {
    const dimension = view.shape[axis]!
    if (dimension === 0) return true
    if (dimension !== 1 && view.stride[axis] !== expected) return false
    expected *= dimension
  }
  return true
}

/**
 * The elements of a view, packed in row-major order. A view that is packed already is not copied: what comes back then
 * shares its memory.
 * @param where names the value in messages.
 * @throws ArgumentError, ShapeError or DtypeError when it is no sound view of float32 or int32 elements.
 * @public
 */
export function toContiguous<A extends Float32Array | Int32Array>(view: HostArray<A>, where?: string): A {
  assertHostArray(view, where)
  const dtype = dtypeOf(view.data, where)
  const size = sizeOf(view.shape)
  if (isContiguous(view))
    return view.data.subarray(size === 0 ? 0 : view.offset, size === 0 ? 0 : view.offset + size) as A
  const packed = dtype === 'int32' ? new Int32Array(size) : new Float32Array(size)
  copyAxis(view, 0, view.offset, packed, 0)
  return packed as A
}

function copyAxis(
  view: HostArray<ArrayLike<number>>,
  axis: number,
  from: number,
  to: Float32Array | Int32Array,
  at: number,
): number {
  const length = view.shape[axis]!
  const stride = view.stride[axis]!
  const innermost = axis === view.shape.length - 1
  let next = at
  for (let k = 0; k < length; k++) {
    if (innermost) to[next++] = view.data[from + k * stride]!
    else next = copyAxis(view, axis + 1, from + k * stride, to, next)
  }
  return next
}

function hasViewFields(view: unknown): view is HostArray<ArrayLike<number>> {
  if (typeof view !== 'object' || view === null) return false
  const { data, shape, stride, offset } = view as Partial<Record<keyof HostArray, unknown>>
  return (
    typeof data === 'object' &&
    data !== null &&
    typeof (data as { length?: unknown }).length === 'number' &&
    Array.isArray(shape) &&
    Array.isArray(stride) &&
    typeof offset === 'number'
  )
}
