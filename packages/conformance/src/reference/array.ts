/** A C-ordered float64 array, the only container of the reference. */
export interface Array64 {
  readonly data: Float64Array
  readonly shape: readonly number[]
  readonly stride: readonly number[]
}

/** A float32 copy of an array as backends take it. */
export interface Float32View {
  readonly data: Float32Array
  readonly shape: readonly number[]
  readonly stride: readonly number[]
  readonly offset: number
}

/** An array of zeros of the given shape. */
export function zeros(shape: readonly number[]): Array64 {
  const stride = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)))
  return { data: new Float64Array(sizeOf(shape)), shape: [...shape], stride }
}

/** A copy of `values` (C order) with the given shape; a `RangeError` when their number is not that of the shape. */
export function array(shape: readonly number[], values: ArrayLike<number>): Array64 {
  const result = zeros(shape)
  if (values.length !== result.data.length) {
    throw new RangeError(`shape [${shape.join(', ')}] needs ${result.data.length} values; got ${values.length}`)
  }
  result.data.set(values)
  return result
}

/** The strided host view, in float32, that a backend takes. */
export function toFloat32(a: Array64): Float32View {
  return { data: Float32Array.from(a.data), shape: a.shape, stride: a.stride, offset: 0 }
}

/** The array with every entry rounded to float32. */
export function rounded(a: Array64): Array64 {
  return array(a.shape, Float32Array.from(a.data))
}

/** The number of entries of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** The length of one axis; a `RangeError` when there is no such axis. */
export function lengthOf(a: Array64, axis: number): number {
  const length = a.shape[axis]
  if (length === undefined) throw new RangeError(`shape [${a.shape.join(', ')}] has no axis ${axis}`)
  return length
}

/** Entry `a[i]`, `a[i][j]` or `a[i][j][k]`; a `RangeError` outside the array. */
export function at(a: Array64, i: number, j = 0, k = 0): number {
  return a.data[place(a, i, j, k)]!
}

/** Sets entry `a[i]`, `a[i][j]` or `a[i][j][k]`. */
export function put(a: Array64, value: number, i: number, j = 0, k = 0): void {
  a.data[place(a, i, j, k)] = value
}

/** Adds to entry `a[i]`, `a[i][j]` or `a[i][j][k]`. */
export function accumulate(a: Array64, value: number, i: number, j = 0, k = 0): void {
  a.data[place(a, i, j, k)]! += value
}

/** A new array whose entries are `f(a, b)` of two arrays of one shape. */
export function zip(a: Array64, b: Array64, f: (a: number, b: number) => number): Array64 {
  return array(
    a.shape,
    array(a.shape, b.data).data.map((value, index) => f(a.data[index]!, value)),
  )
}

/** Throws a `RangeError` that names the array unless its shape is the expected one. */
export function expectShape(name: string, a: Array64, shape: readonly number[]): void {
  if (a.shape.length !== shape.length || a.shape.some((size, axis) => size !== shape[axis])) {
    throw new RangeError(`${name} must have shape [${shape.join(', ')}]; got [${a.shape.join(', ')}]`)
  }
}

function place(a: Array64, i: number, j: number, k: number): number {
  const { shape, stride } = a
  const inside = within(i, shape[0]) && within(j, shape[1]) && within(k, shape[2]) && shape.length <= 3
  if (!inside) throw new RangeError(`[${i}, ${j}, ${k}] lies outside shape [${shape.join(', ')}]`)
  return i * (stride[0] ?? 0) + j * (stride[1] ?? 0) + k * (stride[2] ?? 0)
}

function within(index: number, length = 1): boolean {
  return index >= 0 && index < length
}
