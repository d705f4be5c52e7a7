/** Axes of an elementwise walk over several operands, as few as there can be. */
export interface Axes {
  readonly sizes: readonly number[]
  /** For each operand a stride per axis, in elements. */
  readonly strides: readonly (readonly number[])[]
}

/** Drops axes of length one, and joins neighbors that every operand walks through as if they were one. */
export function joinAxes(shape: readonly number[], operands: readonly (readonly number[])[]): Axes {
  if (shape.length <= 1) return { sizes: shape, strides: operands }
  const sizes: number[] = []
  const strides: number[][] = operands.map(() => [])
  for (let axis = 0; axis < shape.length; axis++) {
    const size = shape[axis]!
    if (size === 1) continue
    const last = sizes.length - 1
    const joins = last >= 0 && operands.every((of, k) => strides[k]![last] === of[axis]! * size)
    if (joins) {
      sizes[last] = sizes[last]! * size
      operands.forEach((of, k) => (strides[k]![last] = of[axis]!))
    } else {
      sizes.push(size)
      operands.forEach((of, k) => strides[k]!.push(of[axis]!))
    }
  }
  return { sizes, strides }
}
