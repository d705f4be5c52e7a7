import { ShapeError } from '../errors.js'
import { asPublic } from '../runtime.js'
import { dense } from '../step/list.js'
import { isPacked, type DeviceTensor, type Tensor } from '../tensor.js'
import { asTensor, commonRuntime } from '../value.js'
import { newTensor } from './create.js'
import { packed, reshaped, transposed } from './layout.js'

/**
 * The matrix product a·b.
 * @param a [..., k].
 * @param b [k, n].
 * @returns [..., n].
 * @throws ShapeError when the inner sizes differ.
 * @public
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const left = asTensor(a, 'matmul')
  const right = asTensor(b, 'matmul')
  const inner = left.shape.at(-1)
  if (inner === undefined || right.shape.length !== 2 || right.shape[0] !== inner)
    throw new ShapeError({
      what: `matmul was given [${left.shape.join(', ')}] and [${right.shape.join(', ')}]`,
      fix: 'The last size of the first must be the first size of the second, a matrix [inner, columns].',
    })
  const runtime = commonRuntime([left, right], 'matmul')
  return asPublic(
    runtime.operate(() => {
      if (left.shape.length === 2) return product(left, right)
      const rows = left.shape.slice(0, -1).reduce((x, y) => x * y, 1)
      return reshaped(product(reshaped(left, [rows, inner]), right), [...left.shape.slice(0, -1), right.shape[1]!])
    }),
  )
}

/** a·b of two matrices, differentiable in both: ∇a = g·bᵀ, ∇b = aᵀ·g. */
export function product(a: DeviceTensor, b: DeviceTensor): DeviceTensor<'float32'> {
  const [rows, inner] = a.shape as [number, number]
  const columns = b.shape[1]!
  const left = operand(a)
  const right = operand(b)
  const output = newTensor(a.runtime, [rows, columns], 'float32')
  a.runtime.recorder!.call({
    reads: [left.tensor.buffer, right.tensor.buffer],
    writes: [output.buffer],
    encode: dense('matmul', () => ({
      a: left.tensor.region,
      b: right.tensor.region,
      output: output.region,
      rows,
      inner,
      columns,
      transposeA: left.transposed,
      transposeB: right.transposed,
    })),
  })
  a.runtime.recorder!.tape.add({
    name: 'matmul',
    inputs: [a, b],
    outputs: [output],
    backward: (flow) => {
      const gradient = flow.gradientOf(0)!
      if (flow.wants(0)) flow.give(0, product(gradient, transposed(b, [1, 0])))
      if (flow.wants(1)) flow.give(1, product(transposed(a, [1, 0]), gradient))
    },
  })
  return output
}

/** A matrix as the kernel takes it: packed, or packed the other way round. */
function operand(x: DeviceTensor): { readonly tensor: DeviceTensor; readonly transposed: boolean } {
  const turned = { shape: [x.shape[1]!, x.shape[0]!], strides: [x.strides[1]!, x.strides[0]!] }
  if (!isPacked(x) && isPacked(turned)) return { tensor: x, transposed: true }
  return { tensor: packed(x), transposed: false }
}
