import { evaluator, type DenseKernels, type GatherCall, type Region } from '@snn/core'
import type { PlainStep } from './plain-sweep.js'
import { floats, integers } from './plain-train.js'

/** The dense kernels as the contract defines them. */
export function plainDense(step: PlainStep): DenseKernels {
  return {
    map({ shape, outputs, outputDtype, expressions, inputs, scalars }) {
      const functions = expressions.map(evaluator)
      const rounded = scalars.map(Math.fround)
      const from = inputs.map((input) => ({ data: view(input, input.dtype), at: places(shape, input.strides) }))
      const to = outputs.map((output) => view(output, outputDtype))
      for (let cell = 0; cell < shape.reduce((size, length) => size * length, 1); cell++) {
        const values = from.map(({ data, at }) => data[at[cell]!]!)
        functions.map((f) => f(values, rounded)).forEach((value, k) => (to[k]![cell] = value))
      }
    },
    reduce({ op, input, output, outer, length, inner }) {
      const [x, y] = [floats(input), view(output, op === 'argmax' ? 'int32' : 'float32')]
      for (let cell = 0; cell < outer * inner; cell++) {
        const first = Math.floor(cell / inner) * length * inner + (cell % inner)
        const values = Array.from({ length }, (_, l) => x[first + l * inner]!)
        const argmax = values.reduce((best, value, l) => (value > values[best]! ? l : best), 0)
        y[cell] = { sum: values.reduce((sum, value) => sum + value, 0), max: values[argmax]!, argmax }[op]
      }
    },
    matmul({ a, b, output, rows, inner, columns, transposeA, transposeB }) {
      const [x, y, z] = [floats(a), floats(b), floats(output)]
      for (let r = 0; r < rows; r++)
        for (let c = 0; c < columns; c++) {
          let sum = 0
          for (let k = 0; k < inner; k++)
            sum += x[transposeA ? k * rows + r : r * inner + k]! * y[transposeB ? c * inner + k : k * columns + c]!
          z[r * columns + c] = sum
        }
    },
    copy({ shape, input, inputStrides, output, outputStrides }) {
      const [x, y, to] = [integers(input), integers(output), places(shape, outputStrides)]
      places(shape, inputStrides).forEach((from, cell) => (y[to[cell]!] = x[from]!))
    },
    gather(call) {
      const [table, rows] = [tableOf(call), floats(call.rows)]
      placesInTable(call).forEach((from, cell) => (rows[cell] = table[from] ?? 0))
    },
    scatterAdd(call) {
      const [table, rows] = [tableOf(call).fill(0), floats(call.rows)]
      placesInTable(call).forEach((to, cell) => (table[to]! += rows[cell]!))
    },
    guard({ regions }) {
      step.nonFinite ||= regions.some((at) => !floats(at).subarray(0, at.length).every(Number.isFinite))
    },
  }
}

const view = (region: Region, dtype: 'float32' | 'int32'): Float32Array | Int32Array =>
  dtype === 'int32' ? integers(region) : floats(region)

const tableOf = ({ table, tableRows, width }: GatherCall): Float32Array => floats(table).subarray(0, tableRows * width)

/** Where every element of the rows lies in the table. Outside a typed array nothing is read, and what is written is gone. */
function placesInTable({ index, count, width }: GatherCall): number[] {
  const at = integers(index)
  return Array.from({ length: count * width }, (_, cell) => at[Math.floor(cell / width)]! * width + (cell % width))
}

/** Where the elements of a shape lie, in row-major order. */
function places(shape: readonly number[], strides: readonly number[]): number[] {
  const along = (place: number, axis: number): number[] =>
    Array.from({ length: shape[axis]! }, (_, k) => place + k * strides[axis]!)
  return shape.reduce((before, _, axis) => before.flatMap((place) => along(place, axis)), [0])
}
