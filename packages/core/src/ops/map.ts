import { ShapeError } from '../errors.js'
import { input, mul } from '../expression/build.js'
import { derivative } from '../expression/derivative.js'
import type { Expression } from '../expression/expression.js'
import { sameShape, type Dtype } from '../host-array.js'
import { dense } from '../step/list.js'
import type { DeviceTensor } from '../tensor.js'
import { commonRuntime } from '../value.js'
import { newTensor } from './create.js'
import { packed } from './layout.js'
import { sumTo } from './sum.js'

/** The shape that operands have in common, sizes of 1 repeated. @throws ShapeError when there is none. */
function broadcastShape(shapes: readonly (readonly number[])[], use: string): readonly number[] {
  const [first = []] = shapes
  if (shapes.every((shape) => sameShape(shape, first))) return first
  const rank = Math.max(0, ...shapes.map((shape) => shape.length))
  const result = new Array<number>(rank).fill(1)
  for (const shape of shapes)
    shape.forEach((size, axis) => {
      const at = axis + rank - shape.length
      if (result[at] === 1) result[at] = size
      else if (size !== 1 && size !== result[at])
        throw new ShapeError({
          what: `${use} was given shapes that do not fit: ${shapes.map((s) => `[${s.join(', ')}]`).join(' and ')}`,
          context: 'Sizes are compared from the last axis on; they must be equal, or 1.',
          fix: 'Reshape or transpose one of them.',
        })
    })
  return result
}

/** Strides under which a tensor is read as if it had a larger shape: 0 where it is repeated. */
function broadcastStrides(tensor: DeviceTensor, shape: readonly number[]): number[] {
  return shape.map((_, axis) => strideAlong(tensor, axis - shape.length))
}

/** The stride along an axis that is counted from the end, as -1. */
function strideAlong({ shape, strides }: DeviceTensor, axis: number): number {
  const own = shape.length + axis
  return own < 0 || shape[own] === 1 ? 0 : strides[own]!
}

/** A kernel reads vectors along the innermost axis, or one value for all of it; anything else is packed first. */
function readable(tensor: DeviceTensor): DeviceTensor {
  const innermost = strideAlong(tensor, -1)
  return innermost === 0 || innermost === 1 ? tensor : packed(tensor)
}

/** One elementwise expression over tensors, differentiable in each float32 operand. */
export function mapTensors<D extends Dtype = 'float32'>(
  name: string,
  expression: Expression,
  operands: readonly DeviceTensor[],
  scalars: readonly number[] = [],
  o: { readonly dtype?: D; readonly derivatives?: readonly (Expression | undefined)[] } = {},
): DeviceTensor<D> {
  const runtime = commonRuntime(operands, name)
  return runtime.operate(() => {
    const recorder = runtime.recorder!
    const shape = broadcastShape(
      operands.map((tensor) => tensor.shape),
      name,
    )
    const output = newTensor(runtime, shape, o.dtype ?? ('float32' as D))
    const inputs = operands.map(readable)
    recorder.call({
      reads: inputs.map((tensor) => tensor.buffer),
      writes: [output.buffer],
      encode: dense('map', () => ({
        shape,
        outputs: [output.region],
        outputDtype: output.dtype,
        expressions: [expression],
        inputs: inputs.map((tensor) => ({
          storage: tensor.buffer.storage!,
          offset: tensor.offset,
          strides: broadcastStrides(tensor, shape),
          dtype: tensor.dtype,
        })),
        scalars,
      })),
    })
    recorder.tape.add({
      name,
      inputs: operands,
      outputs: [output],
      backward: (flow) => {
        const gradient = flow.gradientOf(0)!
        operands.forEach((operand, k) => {
          if (!flow.wants(k) || operand.dtype !== 'float32') return
          const slope = o.derivatives ? o.derivatives[k] : derivative(expression, k)
          if (slope === undefined || (slope.op === 'constant' && slope.value === 0)) return
          const isOne = slope.op === 'constant' && slope.value === 1
          const product = isOne
            ? gradient
            : mapTensors(
                `the gradient of ${name}`,
                mul(slope, input(operands.length)),
                [...operands, gradient],
                scalars,
              )
          flow.give(k, sumTo(product, operand.shape))
        })
      },
    })
    return output
  })
}
