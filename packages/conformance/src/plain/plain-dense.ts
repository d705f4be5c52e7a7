import { evaluator, type DenseKernels } from '@snn/core'
import { floats, integers } from './plain-storage.js'

/** The dense kernels as the contract defines them, one plain loop each. */
export function plainDense(raiseNonFinite: () => void): DenseKernels {
  return {
    map({ shape, outputs, outputDtype, expressions, inputs, scalars }) {
      const f = expressions.map((expression) => evaluator(expression))
      const from = inputs.map((input) => (input.dtype === 'int32' ? integers(input) : floats(input)))
      const to = outputs.map((output) => (outputDtype === 'int32' ? integers(output) : floats(output)))
      const rounded = scalars.map(Math.fround)
      forEachIndex(shape, (index, flat) => {
        const values = inputs.map((input, k) => from[k]![placeOf(index, input.strides)]!)
        const results = f.map((evaluate) => evaluate(values, rounded))
        results.forEach((result, k) => (to[k]![flat] = result))
      })
    },
    reduce({ op, input, output, outer, length, inner }) {
      const x = floats(input)
      const y = op === 'argmax' ? integers(output) : floats(output)
      for (let o = 0; o < outer; o++)
        for (let i = 0; i < inner; i++) {
          let sum = 0
          let best = 0
          for (let l = 0; l < length; l++) {
            const value = x[(o * length + l) * inner + i]!
            sum += value
            if (value > x[(o * length + best) * inner + i]!) best = l
          }
          y[o * inner + i] = op === 'sum' ? sum : op === 'max' ? x[(o * length + best) * inner + i]! : best
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
      const [x, y] = [integers(input), integers(output)]
      forEachIndex(shape, (index) => {
        y[placeOf(index, outputStrides)] = x[placeOf(index, inputStrides)]!
      })
    },
    gather({ table, tableRows, index, rows, count, width }) {
      const [x, at, y] = [floats(table), integers(index), floats(rows)]
      for (let r = 0; r < count; r++)
        for (let k = 0; k < width; k++)
          y[r * width + k] = at[r]! >= 0 && at[r]! < tableRows ? x[at[r]! * width + k]! : 0
    },
    scatterAdd({ table, tableRows, index, rows, count, width }) {
      const [x, at, y] = [floats(table), integers(index), floats(rows)]
      x.fill(0, 0, tableRows * width)
      for (let r = 0; r < count; r++)
        if (at[r]! >= 0 && at[r]! < tableRows)
          for (let k = 0; k < width; k++) x[at[r]! * width + k]! += y[r * width + k]!
    },
    guard({ regions }) {
      for (const region of regions)
        if (!floats(region).subarray(0, region.length).every(Number.isFinite)) raiseNonFinite()
    },
  }
}

/** Every index of a shape in row-major order, with its flat place. */
function forEachIndex(shape: readonly number[], visit: (index: readonly number[], flat: number) => void): void {
  const size = shape.reduce((a, b) => a * b, 1)
  const index = shape.map(() => 0)
  for (let flat = 0; flat < size; flat++) {
    visit(index, flat)
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0
  }
}

function placeOf(index: readonly number[], strides: readonly number[]): number {
  return index.reduce((place, at, axis) => place + at * strides[axis]!, 0)
}
