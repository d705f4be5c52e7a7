import { accumulate, at, expectShape, lengthOf, put, zeros } from './array.js'
import type { Array64 } from './array.js'

/** Which operands of a product are read transposed. */
export interface MatmulOptions {
  readonly transposeA?: boolean
  readonly transposeB?: boolean
}

/** C_mn = Σ_k A_mk B_kn; a transposed operand is given as `[k][m]` or `[n][k]`. */
export function matmul(a: Array64, b: Array64, options: MatmulOptions = {}): Array64 {
  const left = options.transposeA ? transpose(a) : a
  const right = options.transposeB ? transpose(b) : b
  const [rows, inner, columns] = [lengthOf(left, 0), lengthOf(left, 1), lengthOf(right, 1)]
  expectShape('the right operand', right, [inner, columns])
  const product = zeros([rows, columns])
  for (let m = 0; m < rows; m++) {
    for (let n = 0; n < columns; n++) {
      for (let k = 0; k < inner; k++) accumulate(product, at(left, m, k) * at(right, k, n), m, n)
    }
  }
  return product
}

/** The transpose of a matrix. */
export function transpose(a: Array64): Array64 {
  const result = zeros([lengthOf(a, 1), lengthOf(a, 0)])
  for (let i = 0; i < lengthOf(a, 0); i++) {
    for (let j = 0; j < lengthOf(a, 1); j++) put(result, at(a, i, j), j, i)
  }
  return result
}

/** x_c - log Σ_k exp x_k along each row of `[batch, classes]`, with the row's maximum taken out first. */
export function logSoftmax(logits: Array64): Array64 {
  const result = zeros(logits.shape)
  for (let b = 0; b < lengthOf(logits, 0); b++) {
    let largest = -Infinity
    for (let c = 0; c < lengthOf(logits, 1); c++) largest = Math.max(largest, at(logits, b, c))
    let total = 0
    for (let c = 0; c < lengthOf(logits, 1); c++) total += Math.exp(at(logits, b, c) - largest)
    for (let c = 0; c < lengthOf(logits, 1); c++) put(result, at(logits, b, c) - largest - Math.log(total), b, c)
  }
  return result
}

/** The gradient of a log-softmax: d_c - softmax_c Σ_k d_k, with d the gradient of its result. */
export function logSoftmaxBackward(logits: Array64, gradient: Array64): Array64 {
  const logProbabilities = logSoftmax(logits)
  const result = zeros(logits.shape)
  for (let b = 0; b < lengthOf(logits, 0); b++) {
    let total = 0
    for (let c = 0; c < lengthOf(logits, 1); c++) total += at(gradient, b, c)
    for (let c = 0; c < lengthOf(logits, 1); c++) {
      put(result, at(gradient, b, c) - Math.exp(at(logProbabilities, b, c)) * total, b, c)
    }
  }
  return result
}

/** rows[r, :] = table[index[r], :]; an index outside the table gives a row of zeros. */
export function gather(table: Array64, index: ArrayLike<number>): Array64 {
  const rows = zeros([index.length, lengthOf(table, 1)])
  for (let r = 0; r < index.length; r++) {
    if (index[r]! < 0 || index[r]! >= lengthOf(table, 0)) continue
    for (let k = 0; k < lengthOf(table, 1); k++) put(rows, at(table, index[r]!, k), r, k)
  }
  return rows
}

/** table := 0, then table[index[r], :] += rows[r, :]: the gradient of `gather`. */
export function scatterAdd(tableRows: number, index: ArrayLike<number>, rows: Array64): Array64 {
  const table = zeros([tableRows, lengthOf(rows, 1)])
  for (let r = 0; r < index.length; r++) {
    if (index[r]! < 0 || index[r]! >= tableRows) continue
    for (let k = 0; k < lengthOf(rows, 1); k++) accumulate(table, at(rows, r, k), index[r]!, k)
  }
  return table
}
